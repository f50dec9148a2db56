//! Where an order says it came from: UTM columns, `Note Attributes` and landing URLs.
//!
//! Shops have no UTM column; themes and apps write one `key: value` line per attribute into the
//! note, and the query of a landing URL may hold the rest. A value written under its own key beats
//! one from a URL, a landing page beats another URL, and a referrer only speaks where nothing else does.

use std::borrow::Cow;

use crate::model::utm::{Touch, UtmField};

use super::columns::normalise_header;

/// Collects what an order says, strongest source first wins.
#[derive(Default)]
pub(super) struct TouchSources {
    explicit: Touch,
    urls: Vec<(UrlRank, String)>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum UrlRank {
    Landing,
    Page,
    Referrer,
}

impl TouchSources {
    /// Takes a value with the name it was written under: a column header or an attribute key.
    pub(super) fn take(&mut self, name: &str, value: &str) {
        let value = value.trim();
        if value.is_empty() {
            return;
        }
        let is_plain = |byte: u8| byte == b'_' || byte.is_ascii_lowercase();
        let key = if name.bytes().all(is_plain) {
            Cow::Borrowed(name)
        } else {
            Cow::Owned(normalise_header(&name.replace('-', " ")).replace(' ', "_"))
        };
        if let Some(field) = utm_field(&key) {
            self.explicit.slot(field).get_or_insert(value.to_owned());
        } else if let Some(rank) = url_rank(&key, value) {
            self.urls.push((rank, value.to_owned()));
        }
    }

    /// Takes the `key: value` lines of a `Note Attributes` cell.
    pub(super) fn take_attributes(&mut self, cell: &str) {
        for line in cell.lines() {
            if let Some((key, value)) = line.split_once(':') {
                self.take(key, value);
            }
        }
    }

    /// What the sources say together.
    pub(super) fn touch(mut self) -> Touch {
        self.urls.sort_by_key(|(rank, _)| *rank);
        let mut touch = self.explicit;
        for (rank, url) in self.urls {
            if rank == UrlRank::Referrer && touch.has_utm() {
                continue;
            }
            for (key, value) in form_urlencoded::parse(query(&url).as_bytes()) {
                if let Some(field) = utm_field(&key.to_ascii_lowercase())
                    && !value.trim().is_empty()
                {
                    touch.slot(field).get_or_insert(value.trim().to_owned());
                }
            }
            if rank != UrlRank::Referrer && touch.landing_page.is_none() {
                touch.landing_page = Some(url);
            }
        }
        touch
    }
}

/// Whether a value is a template that was never filled in, such as `{{campaign.name}}`.
pub(super) fn is_unexpanded(value: &str) -> bool {
    value
        .split_once("{{")
        .is_some_and(|(_, rest)| rest.contains("}}"))
}

fn utm_field(key: &str) -> Option<UtmField> {
    let word = key.strip_prefix("utm_")?;
    UtmField::ALL.into_iter().find(|field| field.id() == word)
}

fn url_rank(key: &str, value: &str) -> Option<UrlRank> {
    let is_url = value.starts_with("http://")
        || value.starts_with("https://")
        || value.starts_with(['/', '?']);
    if key.contains("landing") {
        // `landing_site_ref` and the like hold a word, not a page.
        return (!key.ends_with("_ref")).then_some(UrlRank::Landing);
    }
    if key.contains("refer") {
        return is_url.then_some(UrlRank::Referrer);
    }
    (is_url && key.contains("url")).then_some(UrlRank::Page)
}

fn query(url: &str) -> &str {
    let url = url.split_once('#').map_or(url, |(before, _)| before);
    url.split_once('?').map_or("", |(_, query)| query)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(cell: &str, expected: &str) {
        let mut sources = TouchSources::default();
        sources.take_attributes(cell);
        let touch = sources.touch();
        let mut parts: Vec<String> = UtmField::ALL
            .into_iter()
            .filter_map(|field| Some(format!("{}={}", field.id(), touch.get(field)?)))
            .collect();
        parts.extend(touch.landing_page.map(|page| format!("at {page}")));
        assert_eq!(parts.join(" "), expected, "{cell:?}");
    }

    #[test]
    fn keys_are_read_in_every_spelling() {
        check(
            "utm_source: klaviyo\r\nUTM medium: email\nutm-campaign: Aug+Sale%20 \nUTM_Term:\ncolor: red",
            "source=klaviyo medium=email campaign=Aug+Sale%20",
        );
    }

    #[test]
    fn explicit_values_beat_urls_and_urls_fill_the_rest() {
        check(
            "landing_page: /products/x?utm_content=btn1&utm_source=other\nutm_source: klaviyo",
            "source=klaviyo content=btn1 at /products/x?utm_content=btn1&utm_source=other",
        );
        check(
            "full_url: https://shop.example/?UTM_Source=fb&utm_campaign=a+b%21#top?utm_term=no",
            "source=fb campaign=a b! at https://shop.example/?UTM_Source=fb&utm_campaign=a+b%21#top?utm_term=no",
        );
    }

    #[test]
    fn a_referrer_only_speaks_where_nothing_else_does() {
        check(
            "referrer: https://l.example/?utm_source=ref\nlanding_page: /a?utm_medium=email",
            "medium=email at /a?utm_medium=email",
        );
        check(
            "Referring site: https://l.example/?utm_source=ref\nlanding_page: /a",
            "source=ref at /a",
        );
        check("referrer: google\nlanding_site_ref: abc", "");
    }

    #[test]
    fn templates_are_seen() {
        assert!(is_unexpanded("{{campaign.name}}"));
        assert!(is_unexpanded("x-{{ ad.id }}"));
        assert!(!is_unexpanded("}}{{"));
        assert!(!is_unexpanded("{campaign}"));
    }
}
