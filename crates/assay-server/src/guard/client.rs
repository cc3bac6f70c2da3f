//! From where somebody asks: the other end of the connection, or what a proxy says that we were told to trust.
//!
//! A header that anybody can write is believed of nobody: without named proxies `X-Forwarded-For` is never read.
//! With them it is read from its end, where the nearest proxy wrote, up to the first address that is none of them.

use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use axum::http::{HeaderMap, HeaderName};

/// More proxies do not stand behind each other; what is told beyond is not read.
const MOST: usize = 16;

/// An address, or all that begin with the same bits, as in `10.0.0.0/8`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    bits: u32,
}

impl Network {
    /// True if the address is one of them.
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(own), IpAddr::V4(other)) => {
                let differs = own.to_bits() ^ other.to_bits();
                differs.leading_zeros() >= self.bits
            }
            (IpAddr::V6(own), IpAddr::V6(other)) => {
                let differs = own.to_bits() ^ other.to_bits();
                differs.leading_zeros() >= self.bits
            }
            (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => false,
        }
    }
}

impl FromStr for Network {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong =
            || format!("`{text}` is no address and no network, as in `10.0.0.5` or `10.0.0.0/8`");
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| wrong())?;
        let address = address.to_canonical();
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = match bits {
            Some(bits) => bits
                .parse()
                .ok()
                .filter(|bits| *bits <= most)
                .ok_or_else(wrong)?,
            None => most,
        };
        if bits == 0 {
            return Err(format!(
                "`{text}` is every address there is; name those of your proxies"
            ));
        }
        Ok(Self { address, bits })
    }
}

/// Where a request comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Client {
    /// The address.
    pub(crate) address: IpAddr,
    /// False if it surely came without encryption.
    pub(super) is_encrypted: bool,
}

impl Client {
    /// What the connection says and, if its other end is a proxy of ours, what that says.
    pub(super) fn of(proxies: &[Network], peer: SocketAddr, headers: &HeaderMap) -> Self {
        let peer = peer.ip().to_canonical();
        let is_proxy = |address: IpAddr| proxies.iter().any(|proxy| proxy.contains(address));
        if !is_proxy(peer) {
            // Where proxies are named, whoever comes past them comes past their encryption.
            return Self {
                address: peer,
                is_encrypted: proxies.is_empty(),
            };
        }
        let told: Vec<&str> = values(headers, "x-forwarded-for").collect();
        let mut address = peer;
        for one in told.into_iter().rev().take(MOST) {
            // Behind what makes no sense stands what somebody else wrote.
            let Some(one) = parsed(one) else { break };
            address = one;
            if !is_proxy(one) {
                break;
            }
        }
        // The last proxy is the nearest; if one on the way says that it was not encrypted, it was not.
        let is_encrypted =
            values(headers, "x-forwarded-proto").all(|one| one.eq_ignore_ascii_case("https"));
        Self {
            address,
            is_encrypted,
        }
    }
}

/// All values of a header, in their order.
fn values<'a>(headers: &'a HeaderMap, name: &'static str) -> impl Iterator<Item = &'a str> {
    headers
        .get_all(HeaderName::from_static(name))
        .iter()
        // What cannot be read stays there as something that makes no sense.
        .flat_map(|value| value.to_str().unwrap_or("?").split(','))
        .map(str::trim)
}

/// An address as proxies write it: alone, with a port, or in brackets.
fn parsed(text: &str) -> Option<IpAddr> {
    let inside = text
        .strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'));
    let address: IpAddr = inside
        .unwrap_or(text)
        .parse()
        .ok()
        .or_else(|| Some(text.parse::<SocketAddr>().ok()?.ip()))?;
    Some(address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(peer: &str, headers: &[(&'static str, &str)], expected: (&str, bool)) {
        let proxies = ["10.0.0.0/8", "::1"].map(|one| one.parse::<Network>().unwrap());
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, value.parse().unwrap());
        }
        let client = Client::of(&proxies, SocketAddr::new(peer.parse().unwrap(), 1), &map);
        assert_eq!(
            (client.address.to_string().as_str(), client.is_encrypted),
            expected,
            "{peer} {headers:?}"
        );
    }

    #[test]
    fn only_what_our_proxies_wrote_is_believed() {
        const FOR: &str = "x-forwarded-for";
        check("10.1.2.3", &[(FOR, "192.0.2.7")], ("192.0.2.7", true));
        // Somebody who is no proxy writes what they like.
        check("192.0.2.9", &[(FOR, "192.0.2.7")], ("192.0.2.9", false));
        // What the client wrote stands before what the proxies wrote.
        check(
            "10.1.2.3",
            &[(FOR, "1.1.1.1, 192.0.2.7, 10.9.9.9")],
            ("192.0.2.7", true),
        );
        check(
            "10.1.2.3",
            &[(FOR, "1.1.1.1"), (FOR, "192.0.2.7")],
            ("192.0.2.7", true),
        );
        check(
            "10.1.2.3",
            &[(FOR, "1.1.1.1, nonsense, 10.9.9.9")],
            ("10.9.9.9", true),
        );
        check("10.1.2.3", &[(FOR, "")], ("10.1.2.3", true));
        check("10.1.2.3", &[], ("10.1.2.3", true));
        check("::1", &[(FOR, "[2001:db8::7]:443")], ("2001:db8::7", true));
        check(
            "::ffff:10.1.2.3",
            &[(FOR, "192.0.2.7:80")],
            ("192.0.2.7", true),
        );
        check(
            "10.1.2.3",
            &[(FOR, "192.0.2.7"), ("x-forwarded-proto", "http")],
            ("192.0.2.7", false),
        );
    }

    #[test]
    fn nobody_is_trusted_unless_named() {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", "192.0.2.7".parse().unwrap());
        headers.insert("x-forwarded-proto", "http".parse().unwrap());
        let client = Client::of(&[], "127.0.0.1:1".parse().unwrap(), &headers);
        assert_eq!(
            (client.address.to_string().as_str(), client.is_encrypted),
            ("127.0.0.1", true)
        );
    }

    #[test]
    fn a_network_is_an_address_with_bits() {
        for (network, address, expected) in [
            ("10.0.0.0/8", "10.255.0.1", true),
            ("10.0.0.0/8", "11.0.0.1", false),
            ("192.0.2.4", "192.0.2.4", true),
            ("192.0.2.4", "192.0.2.5", false),
            ("fd00::/8", "fd12::1", true),
            ("fd00::/8", "10.0.0.1", false),
        ] {
            let network: Network = network.parse().unwrap();
            assert_eq!(
                network.contains(address.parse().unwrap()),
                expected,
                "{network:?} {address}"
            );
        }
        for wrong in [
            "",
            "proxy",
            "10.0.0.0/33",
            "0.0.0.0/0",
            "10.0.0.0/x",
            "10.0.0.0/-1",
        ] {
            assert!(wrong.parse::<Network>().is_err(), "{wrong}");
        }
    }
}
