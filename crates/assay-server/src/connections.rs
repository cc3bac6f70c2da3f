//! Open connections: how many there may be, in all and from one place, and how long each may keep us waiting.
//!
//! Whoever opens connections and says nothing, or a letter now and then, must not keep others out.
//! A connection over the limit is closed at once; one that is too slow with the head of a request, with a form,
//! or with taking what it asked for, is closed when its time is over.

use std::collections::BTreeMap;
use std::future::{Ready, ready};
use std::io::{self, ErrorKind, IoSlice};
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum_server::accept::Accept;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep, sleep_until};

use crate::guard::Network;

/// What connections may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// So many connections may be open.
    pub connections: usize,
    /// So many of them from one place; this machine and trusted proxies may open more.
    pub from_one: usize,
    /// So long the head of a request may take, and so long a connection may rest between requests.
    pub head: Duration,
    /// So long a form may take.
    pub form: Duration,
    /// So long somebody may take nothing of what they asked for.
    pub silence: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 512,
            from_one: 64,
            head: Duration::from_secs(30),
            form: Duration::from_mins(1),
            silence: Duration::from_mins(1),
        }
    }
}

/// Lets connections in as long as there is room.
#[derive(Clone, Debug)]
pub(crate) struct Door(Arc<Room>);

#[derive(Debug)]
struct Room {
    limits: Limits,
    /// Who may open more than others; `None` if all come by a proxy that nobody named.
    trusted: Option<Vec<Network>>,
    open: Mutex<BTreeMap<IpAddr, usize>>,
}

impl Door {
    /// A door; `trusted` is `None` if everybody comes from one place.
    pub(crate) fn new(limits: Limits, trusted: Option<Vec<Network>>) -> Self {
        Self(Arc::new(Room {
            limits,
            trusted,
            open: Mutex::default(),
        }))
    }

    /// A place for a connection, if there is one.
    fn seat(&self, from: IpAddr) -> Option<Seat> {
        let room = &self.0;
        let from = from.to_canonical();
        let is_free = from.is_loopback()
            || room
                .trusted
                .as_ref()
                .is_none_or(|trusted| trusted.iter().any(|one| one.contains(from)));
        let mut open = room.open.lock().unwrap_or_else(PoisonError::into_inner);
        let all: usize = open.values().sum();
        let own = open.entry(from).or_default();
        if all >= room.limits.connections || (!is_free && *own >= room.limits.from_one) {
            if *own == 0 {
                open.remove(&from);
            }
            return None;
        }
        *own += 1;
        drop(open);
        Some(Seat {
            room: Arc::clone(room),
            from,
        })
    }
}

impl<S> Accept<TcpStream, S> for Door {
    type Stream = Guest;
    type Service = S;
    type Future = Ready<io::Result<(Guest, S)>>;

    fn accept(&self, stream: TcpStream, service: S) -> Self::Future {
        let seat = stream.peer_addr().and_then(|peer| {
            self.seat(peer.ip())
                .ok_or_else(|| io::Error::other("too many connections"))
        });
        ready(seat.map(|seat| {
            let guest = Guest {
                stream,
                silence: self.0.limits.silence,
                waiting: None,
                _seat: seat,
            };
            (guest, service)
        }))
    }
}

/// The right to be there, given back when the connection ends.
#[derive(Debug)]
struct Seat {
    room: Arc<Room>,
    from: IpAddr,
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut open = self
            .room
            .open
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(own) = open.get_mut(&self.from) {
            *own = own.saturating_sub(1);
            if *own == 0 {
                open.remove(&self.from);
            }
        }
    }
}

/// A connection that has to take what it asked for.
#[derive(Debug)]
pub(crate) struct Guest {
    stream: TcpStream,
    silence: Duration,
    /// Until when the other end has to take something.
    waiting: Option<Pin<Box<Sleep>>>,
    _seat: Seat,
}

impl Guest {
    /// What writing came to, or an error if it came to nothing for too long.
    fn taken<T>(
        &mut self,
        cx: &mut Context<'_>,
        wrote: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if wrote.is_ready() {
            self.waiting = None;
            return wrote;
        }
        let silence = self.silence;
        let waiting = self
            .waiting
            .get_or_insert_with(|| Box::pin(sleep_until(Instant::now() + silence)));
        if waiting.as_mut().poll(cx).is_ready() {
            return Poll::Ready(Err(ErrorKind::TimedOut.into()));
        }
        Poll::Pending
    }
}

impl AsyncRead for Guest {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Guest {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let wrote = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.taken(cx, wrote)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let wrote = Pin::new(&mut self.stream).poll_write_vectored(cx, bytes);
        self.taken(cx, wrote)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(last: u8) -> IpAddr {
        IpAddr::from([192, 0, 2, last])
    }

    fn door(trusted: Option<Vec<Network>>) -> Door {
        let limits = Limits {
            connections: 5,
            from_one: 2,
            ..Limits::default()
        };
        Door::new(limits, trusted)
    }

    #[test]
    fn one_place_does_not_take_all_the_room() {
        let door = door(Some(Vec::new()));
        let first: Vec<_> = (0..3).map(|_| door.seat(place(1))).collect();
        assert_eq!(first.iter().flatten().count(), 2);
        assert!(door.seat(place(2)).is_some());
        drop(first);
        assert!(door.seat(place(1)).is_some(), "who left makes room");
        assert!(
            door.0.open.lock().unwrap().is_empty(),
            "nothing is remembered of who left"
        );
    }

    #[test]
    fn there_is_room_for_so_many_in_all() {
        let door = door(Some(Vec::new()));
        let seats: Vec<_> = (0..9).map(|last| door.seat(place(last))).collect();
        assert_eq!(seats.iter().flatten().count(), 5);
    }

    #[test]
    fn a_proxy_brings_many() {
        for trusted in [None, Some(vec!["192.0.2.1".parse().unwrap()])] {
            let door = door(trusted);
            let seats: Vec<_> = (0..4).map(|_| door.seat(place(1))).collect();
            assert_eq!(seats.iter().flatten().count(), 4);
        }
    }
}
