//! Bytes to UTF-8: which encoding a file has, and a reader that decodes it in a stream.

use std::io::{self, Read};

use encoding_rs::{CoderResult, Decoder, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How the bytes of a file spell text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// UTF-8, with or without byte order mark.
    Utf8,
    /// UTF-16, little end first, by its byte order mark; Excel's "Unicode text".
    Utf16Le,
    /// UTF-16, big end first, by its byte order mark.
    Utf16Be,
    /// The Western European code page of Windows, where bytes are no UTF-8.
    Windows1252,
}

impl Encoding {
    /// The word in JSON and on screen.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf16Le => "utf-16le",
            Self::Utf16Be => "utf-16be",
            Self::Windows1252 => "windows-1252",
        }
    }

    /// Tells the encoding of a whole stream, of which no more is read than decides it; see
    /// [`EncodingWatch`].
    pub(super) fn of_stream(source: &mut impl Read) -> io::Result<Self> {
        let mut watch = EncodingWatch::default();
        let mut buffer = vec![0; CHUNK];
        while watch.verdict.is_none() {
            match source.read(&mut buffer) {
                Ok(0) => break,
                Ok(taken) => watch.see(&buffer[..taken]),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(watch.finish())
    }

    fn decoder(self) -> Decoder {
        let encoding = match self {
            Self::Utf8 => UTF_8,
            Self::Utf16Le => UTF_16LE,
            Self::Utf16Be => UTF_16BE,
            Self::Windows1252 => WINDOWS_1252,
        };
        encoding.new_decoder_with_bom_removal()
    }
}

const CHUNK: usize = 64 * 1024;

/// How many of the first bytes are looked at for UTF-16 without a mark.
const HEAD: usize = 1024;

/// Tells the encoding of bytes that come in pieces: by the byte order mark, else by whether they are UTF-8.
///
/// All of them are looked at, because one Windows letter may stand in the last row. A character cut off at
/// the very end does not turn a file with other UTF-8 letters into another one.
#[derive(Default)]
pub(super) struct EncodingWatch {
    /// The first bytes, until there are enough of them.
    head: Vec<u8>,
    has_head: bool,
    /// The start of a character whose end is still to come.
    cut: Vec<u8>,
    has_letters: bool,
    verdict: Option<Encoding>,
}

impl EncodingWatch {
    /// Looks at the next bytes.
    pub(super) fn see(&mut self, bytes: &[u8]) {
        if self.verdict.is_some() {
            return;
        }
        if self.has_head {
            self.check(bytes);
            return;
        }
        let (first, rest) = bytes.split_at(bytes.len().min(HEAD - self.head.len()));
        self.head.extend_from_slice(first);
        if self.head.len() == HEAD {
            self.check_head();
            self.see(rest);
        }
    }

    /// What all the bytes are.
    pub(super) fn finish(mut self) -> Encoding {
        if !self.has_head {
            self.check_head();
        }
        self.verdict.unwrap_or({
            if self.cut.is_empty() || self.has_letters {
                Encoding::Utf8
            } else {
                Encoding::Windows1252
            }
        })
    }

    fn check_head(&mut self) {
        let head = std::mem::take(&mut self.head);
        self.has_head = true;
        self.verdict = match head[..] {
            [0xFF, 0xFE, ..] => Some(Encoding::Utf16Le),
            [0xFE, 0xFF, ..] => Some(Encoding::Utf16Be),
            _ => utf16_by_zeros(&head),
        };
        if self.verdict.is_none() {
            self.check(&head);
        }
    }

    fn check(&mut self, bytes: &[u8]) {
        let Some(bytes) = self.complete(bytes) else {
            return;
        };
        let valid = match std::str::from_utf8(bytes) {
            Ok(_) => bytes.len(),
            Err(error) if error.error_len().is_some() => {
                self.verdict = Some(Encoding::Windows1252);
                return;
            }
            Err(error) => error.valid_up_to(),
        };
        self.has_letters = self.has_letters || !bytes[..valid].is_ascii();
        self.cut.extend_from_slice(&bytes[valid..]);
    }

    /// Ends the character that was cut off; the bytes behind it, or `None` where there is no more to see.
    fn complete<'b>(&mut self, bytes: &'b [u8]) -> Option<&'b [u8]> {
        for (at, &byte) in bytes.iter().enumerate() {
            if self.cut.is_empty() {
                return Some(&bytes[at..]);
            }
            self.cut.push(byte);
            match std::str::from_utf8(&self.cut) {
                Ok(_) => {
                    self.has_letters = true;
                    self.cut.clear();
                }
                Err(error) if error.error_len().is_some() => {
                    self.verdict = Some(Encoding::Windows1252);
                    return None;
                }
                Err(_) => {}
            }
        }
        None
    }
}

/// UTF-16 without byte order mark: every other byte of Latin letters and digits is zero.
pub(super) fn utf16_by_zeros(start: &[u8]) -> Option<Encoding> {
    let start = &start[..start.len().min(HEAD)];
    let zeros = |first: usize| {
        let every_other = start.iter().skip(first).step_by(2);
        every_other.filter(|&&byte| byte == 0).count()
    };
    let (pairs, first, second) = (start.len() / 2, zeros(0), zeros(1));
    let is_half = |most: usize, least: usize| pairs >= 2 && most * 2 > pairs && least * 16 <= most;
    if is_half(second, first) {
        Some(Encoding::Utf16Le)
    } else if is_half(first, second) {
        Some(Encoding::Utf16Be)
    } else {
        None
    }
}

/// The text of a file: UTF-8 as it is, other encodings decoded on the way.
pub(super) enum Source<R> {
    /// Bytes of UTF-8 behind the byte order mark, with how many were read, and what was looked at.
    Plain {
        /// The bytes.
        source: R,
        /// The first bytes, read to look for a byte order mark.
        head: Window,
        /// Bytes read so far.
        bytes_read: u64,
    },
    /// Another encoding.
    Decoded(Box<Decoded<R>>),
}

impl<R: Read> Source<R> {
    /// What the text is read from.
    pub(super) fn into_inner(self) -> R {
        match self {
            Self::Plain { source, .. } => source,
            Self::Decoded(decoded) => decoded.source,
        }
    }

    /// Opens the text of a source; a byte order mark at its start is dropped.
    pub(super) fn new(mut source: R, encoding: Encoding) -> io::Result<Self> {
        if encoding != Encoding::Utf8 {
            return Ok(Self::Decoded(Box::new(Decoded::new(source, encoding))));
        }
        let mut head = Vec::new();
        source.by_ref().take(3).read_to_end(&mut head)?;
        let (bytes_read, to) = (head.len() as u64, head.len());
        let from = if head == *b"\xEF\xBB\xBF" { to } else { 0 };
        let head = Window {
            buffer: head,
            from,
            to,
        };
        Ok(Self::Plain {
            source,
            head,
            bytes_read,
        })
    }

    /// Bytes of the source read so far.
    pub(super) fn bytes_read(&self) -> u64 {
        match self {
            Self::Plain { bytes_read, .. } => *bytes_read,
            Self::Decoded(decoded) => decoded.bytes_read(),
        }
    }
}

impl<R: Read> Read for Source<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain { head, .. } if !head.is_used_up() => Ok(head.take(out)),
            Self::Plain {
                source, bytes_read, ..
            } => {
                let taken = source.read(out)?;
                *bytes_read += taken as u64;
                Ok(taken)
            }
            Self::Decoded(decoded) => decoded.read(out),
        }
    }
}

/// A reader of UTF-8 over a source in any encoding; what cannot be decoded becomes U+FFFD.
pub(super) struct Decoded<R> {
    source: R,
    decoder: Decoder,
    raw: Window,
    text: Window,
    bytes_read: u64,
    finished: bool,
}

/// A buffer and the part of it that is still to be used.
pub(super) struct Window {
    buffer: Vec<u8>,
    from: usize,
    to: usize,
}

impl Window {
    fn new() -> Self {
        Self {
            buffer: vec![0; CHUNK],
            from: 0,
            to: 0,
        }
    }

    fn is_used_up(&self) -> bool {
        self.from == self.to
    }

    fn take(&mut self, out: &mut [u8]) -> usize {
        let ready = &self.buffer[self.from..self.to];
        let taken = ready.len().min(out.len());
        out[..taken].copy_from_slice(&ready[..taken]);
        self.from += taken;
        taken
    }
}

impl<R: Read> Decoded<R> {
    /// Decodes `source`; a byte order mark at its start is dropped.
    pub(super) fn new(source: R, encoding: Encoding) -> Self {
        Self {
            source,
            decoder: encoding.decoder(),
            raw: Window::new(),
            text: Window::new(),
            bytes_read: 0,
            finished: false,
        }
    }

    /// Bytes of the source read so far.
    pub(super) fn bytes_read(&self) -> u64 {
        self.bytes_read
    }

    fn fill_text(&mut self) -> io::Result<()> {
        while self.text.is_used_up() && !self.finished {
            if self.raw.is_used_up() {
                let taken = self.source.read(&mut self.raw.buffer)?;
                self.raw.from = 0;
                self.raw.to = taken;
                self.bytes_read += taken as u64;
            }
            let at_end = self.raw.is_used_up();
            let (result, used, written, _) = self.decoder.decode_to_utf8(
                &self.raw.buffer[self.raw.from..self.raw.to],
                &mut self.text.buffer,
                at_end,
            );
            self.raw.from += used;
            self.text.from = 0;
            self.text.to = written;
            self.finished = at_end && result == CoderResult::InputEmpty;
        }
        Ok(())
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.fill_text()?;
        Ok(self.text.take(out))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(bytes: &[u8], encoding: Encoding, text: &str) {
        let found = Encoding::of_stream(&mut &bytes[..]).unwrap();
        assert_eq!(found, encoding, "{text}");
        let mut decoded = String::new();
        Decoded::new(bytes, found)
            .read_to_string(&mut decoded)
            .unwrap();
        assert_eq!(decoded, text);
    }

    #[test]
    fn encodings_are_told_apart_and_decoded() {
        check(b"\xEF\xBB\xBFa,\xC3\xA9", Encoding::Utf8, "a,é");
        check(b"a,\xE9", Encoding::Windows1252, "a,é");
        check(b"a\x80", Encoding::Windows1252, "a€");
        check(b"\xFF\xFEa\0,\0\xE9\0", Encoding::Utf16Le, "a,é");
        check(b"\xFE\xFF\0a\0,\0\xE9", Encoding::Utf16Be, "a,é");
        check(b"\xC3\xA9\xC3", Encoding::Utf8, "é\u{FFFD}");
        check(b"", Encoding::Utf8, "");
        check(b"a", Encoding::Utf8, "a");
        check(b"a\0,\0\xE9\0", Encoding::Utf16Le, "a,é");
        check(b"\0a\0,\0\xE9", Encoding::Utf16Be, "a,é");
        check(b"a,b\0c", Encoding::Utf8, "a,b\0c");
    }

    #[test]
    fn characters_across_chunks_survive() {
        let text = format!("x{}", "é🔥".repeat(60_000));
        check(text.as_bytes(), Encoding::Utf8, &text);
        let mut late = vec![b'a'; 3 * CHUNK];
        late.push(0xE9);
        assert_eq!(
            Encoding::of_stream(&mut &late[..]).unwrap(),
            Encoding::Windows1252
        );
    }

    #[test]
    fn no_more_is_read_than_decides() {
        let check = |start: &[u8], decided: Option<Encoding>| {
            let mut first = vec![b'a'; CHUNK];
            first[..start.len()].copy_from_slice(start);
            let mut source = first.as_slice().chain(Broken);
            let found = Encoding::of_stream(&mut source);
            assert_eq!(found.ok(), decided, "{start:?}");
        };
        check(b"\xFF\xFE", Some(Encoding::Utf16Le));
        check(b"\xFE\xFF", Some(Encoding::Utf16Be));
        check(&b"a\0".repeat(HEAD), Some(Encoding::Utf16Le));
        check(b"\xE9,", Some(Encoding::Windows1252));
        // The rest may still hold a letter that is no UTF-8.
        check(b"\xEF\xBB\xBF", None);
        check("é".as_bytes(), None);
    }

    /// A disk that cannot be read.
    struct Broken;

    impl Read for Broken {
        fn read(&mut self, _out: &mut [u8]) -> io::Result<usize> {
            Err(io::ErrorKind::Other.into())
        }
    }

    /// What the bytes are, seen at once.
    fn at_once(bytes: &[u8]) -> Encoding {
        match bytes {
            [0xFF, 0xFE, ..] => return Encoding::Utf16Le,
            [0xFE, 0xFF, ..] => return Encoding::Utf16Be,
            _ => {}
        }
        if let Some(encoding) = utf16_by_zeros(bytes) {
            return encoding;
        }
        match std::str::from_utf8(bytes) {
            Ok(_) => Encoding::Utf8,
            Err(error) if error.error_len().is_none() => {
                let is_ascii = bytes[..error.valid_up_to()].is_ascii();
                if is_ascii {
                    Encoding::Windows1252
                } else {
                    Encoding::Utf8
                }
            }
            Err(_) => Encoding::Windows1252,
        }
    }

    proptest! {
        #[test]
        fn pieces_tell_what_the_whole_does(
            before in prop::sample::select(vec![0_usize, HEAD - 2, HEAD - 1, HEAD, 3 * HEAD]),
            end in prop::collection::vec(
                prop::sample::select(vec!["a", "é", "€", "🔥", "\u{0}"]),
                0..8,
            ),
            cut in 0_usize..3,
            letter in prop::option::weighted(0.3, prop::sample::select(vec![0xE9_u8, 0xFF, 0xFE, 0x80])),
            piece in 1_usize..40,
        ) {
            let mut bytes = vec![b'a'; before];
            bytes.extend(letter);
            bytes.extend_from_slice(end.concat().as_bytes());
            bytes.truncate(bytes.len().saturating_sub(cut));
            let mut watch = EncodingWatch::default();
            for piece in bytes.chunks(piece) {
                watch.see(piece);
            }
            prop_assert_eq!(watch.finish(), at_once(&bytes));
        }
    }
}
