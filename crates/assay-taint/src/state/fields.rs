//! What is at the known keys of a cell: sorted, and as small as it can be, for most cells have one or two.

use crate::value::{Key, Value};

/// Values by key, in the order of the keys.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Fields(Vec<(Key, Value)>);

impl Fields {
    fn place(&self, key: &Key) -> Result<usize, usize> {
        // Most keys come in order.
        match self.0.last() {
            Some((last, _)) if last < key => Err(self.0.len()),
            _ => self.0.binary_search_by(|(known, _)| known.cmp(key)),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn get(&self, key: &Key) -> Option<&Value> {
        let at = self.place(key).ok()?;
        self.0.get(at).map(|(_, value)| value)
    }

    pub(crate) fn get_mut(&mut self, key: &Key) -> Option<&mut Value> {
        let at = self.place(key).ok()?;
        self.0.get_mut(at).map(|(_, value)| value)
    }

    pub(crate) fn contains_key(&self, key: &Key) -> bool {
        self.place(key).is_ok()
    }

    pub(crate) fn insert(&mut self, key: Key, value: Value) {
        match self.place(&key) {
            Ok(at) => {
                if let Some(slot) = self.0.get_mut(at) {
                    slot.1 = value;
                }
            }
            Err(at) => {
                if self.0.len() == self.0.capacity() {
                    self.0.reserve_exact((self.0.len() / 2).max(1));
                }
                self.0.insert(at, (key, value));
            }
        }
    }

    pub(crate) fn remove(&mut self, key: &Key) -> Option<Value> {
        let at = self.place(key).ok()?;
        Some(self.0.remove(at).1)
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    pub(crate) fn iter(&self) -> Iter<'_> {
        self.into_iter()
    }

    pub(crate) fn keys(&self) -> impl DoubleEndedIterator<Item = &Key> {
        self.0.iter().map(|(key, _)| key)
    }

    pub(crate) fn values(&self) -> impl DoubleEndedIterator<Item = &Value> {
        self.0.iter().map(|(_, value)| value)
    }

    pub(crate) fn values_mut(&mut self) -> impl Iterator<Item = &mut Value> {
        self.0.iter_mut().map(|(_, value)| value)
    }
}

/// Keys and values in order.
pub(crate) type Iter<'a> =
    std::iter::Map<std::slice::Iter<'a, (Key, Value)>, fn(&(Key, Value)) -> (&Key, &Value)>;

impl<'a> IntoIterator for &'a Fields {
    type Item = (&'a Key, &'a Value);
    type IntoIter = Iter<'a>;

    fn into_iter(self) -> Iter<'a> {
        self.0.iter().map(|(key, value)| (key, value))
    }
}

/// Keys and values in order, the values to change.
pub(crate) type IterMut<'a> = std::iter::Map<
    std::slice::IterMut<'a, (Key, Value)>,
    fn(&mut (Key, Value)) -> (&Key, &mut Value),
>;

impl<'a> IntoIterator for &'a mut Fields {
    type Item = (&'a Key, &'a mut Value);
    type IntoIter = IterMut<'a>;

    fn into_iter(self) -> IterMut<'a> {
        self.0.iter_mut().map(|(key, value)| (&*key, value))
    }
}

impl FromIterator<(Key, Value)> for Fields {
    fn from_iter<I: IntoIterator<Item = (Key, Value)>>(pairs: I) -> Self {
        let mut fields = Self::default();
        for (key, value) in pairs {
            fields.insert(key, value);
        }
        fields
    }
}
