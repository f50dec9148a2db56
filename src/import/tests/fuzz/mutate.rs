//! Mutations that know what a delimited file is, and some that do not.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::RngCore;

/// Files are kept this small, so that many are tried.
const LARGEST: usize = 64 * 1024;

/// Texts at which readers stumble.
const TOKENS: &[&str] = &[
    "\"",
    "\"\"",
    ",",
    ";",
    "\t",
    "|",
    "\n",
    "\r",
    "\r\n",
    "\0",
    "\u{feff}",
    "sep=;\n",
    "#",
    "'",
    "=1+1",
    "=\"0012\"",
    "8.28E+12",
    "1e999",
    "-0",
    "1.234,56",
    "1,234.56",
    "1,23,456.00",
    "99999999999999999999",
    "0.001",
    "50%",
    "€5,00",
    "(12.00)",
    "−5",
    "١٢٣",
    "１２",
    "NaN",
    "inf",
    "n/a",
    "03/04/2026",
    "31/12/2026",
    "2026-02-30",
    "2026-10-25 02:30:00",
    "46000.5",
    "24:00:00",
    "9999-12-31T23:59:59+14:00",
    "0000-00-00",
    "Total",
    "Grand total",
    "USD",
    "JPY",
    "XXX",
    "🔥",
    "\u{202e}",
    "\u{301}",
    "é",
    "Ã©",
    "\u{fffd}",
    "paid",
    "refunded",
    "# Start date: 20260801\n",
    "Name,Financial Status,Lineitem quantity\n",
    "[]",
    "{\"a\":",
    "&euro;",
    "|",
    ":",
    "{{x}}",
];

pub(super) fn below(random: &mut ChaCha8Rng, end: usize) -> usize {
    if end == 0 {
        0
    } else {
        (random.next_u64() % end as u64) as usize
    }
}

pub(super) fn one_of<'a, T>(random: &mut ChaCha8Rng, of: &'a [T]) -> &'a T {
    &of[below(random, of.len())]
}

/// One of the seeds, mutated up to a dozen times.
pub(super) fn mutated(seeds: &[Vec<u8>], random: &mut ChaCha8Rng) -> Vec<u8> {
    let mut bytes = seeds[below(random, seeds.len())].clone();
    for _ in 0..below(random, 12) {
        mutate(&mut bytes, seeds, random);
        bytes.truncate(LARGEST);
    }
    bytes
}

fn mutate(bytes: &mut Vec<u8>, seeds: &[Vec<u8>], random: &mut ChaCha8Rng) {
    let at = below(random, bytes.len() + 1);
    let to = (at + 1 + below(random, 200)).min(bytes.len());
    match below(random, 14) {
        0 => flip(bytes, random),
        1 => bytes.truncate(at),
        2 => drop(bytes.drain(at.min(to)..to)),
        3 => splice(bytes, at, &seeds[below(random, seeds.len())], random),
        4 => insert(bytes, at, one_of(random, TOKENS).as_bytes()),
        5 => {
            let copy = bytes[at.min(to)..to].to_vec();
            insert(bytes, at, &copy);
        }
        6 | 7 => replace_cell(bytes, random),
        8 => lines(bytes, random, |lines, random| {
            let (from, to) = (below(random, lines.len()), below(random, lines.len()));
            let line = lines[from].clone();
            lines.insert(to, line);
        }),
        9 => lines(bytes, random, |lines, random| {
            let (left, right) = (below(random, lines.len()), below(random, lines.len()));
            lines.swap(left, right);
        }),
        10 => lines(bytes, random, |lines, random| {
            lines.remove(below(random, lines.len()));
        }),
        11 => swap(bytes, b',', *one_of(random, b";\t|, ")),
        12 => line_ends(bytes, random),
        _ => encode(bytes, random),
    }
}

pub(super) fn flip(bytes: &mut [u8], random: &mut ChaCha8Rng) {
    for _ in 0..=below(random, 8) {
        let at = below(random, bytes.len());
        if let Some(byte) = bytes.get_mut(at) {
            *byte ^= 1 << below(random, 8);
        }
    }
}

fn insert(bytes: &mut Vec<u8>, at: usize, piece: &[u8]) {
    bytes.splice(at..at, piece.iter().copied());
}

fn splice(bytes: &mut Vec<u8>, at: usize, other: &[u8], random: &mut ChaCha8Rng) {
    bytes.truncate(at);
    bytes.extend_from_slice(&other[below(random, other.len() + 1)..]);
}

fn lines(
    bytes: &mut Vec<u8>,
    random: &mut ChaCha8Rng,
    change: impl FnOnce(&mut Vec<Vec<u8>>, &mut ChaCha8Rng),
) {
    let mut lines: Vec<Vec<u8>> = bytes
        .split_inclusive(|&byte| byte == b'\n')
        .map(<[u8]>::to_vec)
        .collect();
    if !lines.is_empty() {
        change(&mut lines, random);
        *bytes = lines.concat();
    }
}

fn replace_cell(bytes: &mut Vec<u8>, random: &mut ChaCha8Rng) {
    let is_mark = |byte: &u8| matches!(byte, b',' | b';' | b'\t' | b'\n' | b'\r');
    let at = below(random, bytes.len());
    let from = bytes[..at]
        .iter()
        .rposition(is_mark)
        .map_or(0, |mark| mark + 1);
    let length = bytes[from..].iter().position(is_mark);
    let to = length.map_or(bytes.len(), |length| from + length);
    bytes.splice(from..to, one_of(random, TOKENS).bytes());
}

fn swap(bytes: &mut [u8], from: u8, to: u8) {
    for byte in bytes.iter_mut().filter(|byte| **byte == from) {
        *byte = to;
    }
}

fn line_ends(bytes: &mut Vec<u8>, random: &mut ChaCha8Rng) {
    let end = *one_of(random, &["\r\n", "\r", "\n\r", "\n\n"]);
    let each = bytes.iter().flat_map(|byte| match byte {
        b'\n' => end.as_bytes().to_vec(),
        &byte => vec![byte],
    });
    *bytes = each.collect();
}

/// The same text in another encoding, or in one that it is not in.
fn encode(bytes: &mut Vec<u8>, random: &mut ChaCha8Rng) {
    let text = String::from_utf8_lossy(bytes).into_owned();
    *bytes = match below(random, 5) {
        0 => ["\u{feff}", &text].concat().into_bytes(),
        1 => text
            .chars()
            .map(|c| u8::try_from(c).unwrap_or(b'?'))
            .collect(),
        2 => bytes
            .iter()
            .map(|&byte| char::from(byte))
            .collect::<String>()
            .into_bytes(),
        3 => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        _ => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
    };
}
