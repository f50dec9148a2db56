//! The columns of Google Analytics in the languages in which it names them.

use crate::import::columns::{Column, Field};

/// The fields of a report that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::import) enum Ga4Field {
    Date,
    Month,
    NthDay,
    DateRange,
    SourceMedium,
    Source,
    Medium,
    Campaign,
    Content,
    Term,
    Channel,
    LandingPage,
    Referrer,
    Sessions,
    Engaged,
    Users,
    Views,
    KeyEvents,
    Purchases,
    Revenue,
}

impl Field for Ga4Field {
    fn index(self) -> usize {
        self as usize
    }
}

use Ga4Field as F;

/// The first field that is a metric; those before it tell rows apart.
const FIRST_METRIC: usize = F::Sessions as usize;

/// The column table, in the order of [`Ga4Field`].
pub(in crate::import) const COLUMNS: &[Column<F>] = &[
    Column::time(
        F::Date,
        &[
            "date",
            "day",
            "date + hour (yyyymmddhh)",
            "date + hour",
            "datum",
            "fecha",
            "data",
            "jour",
        ],
    ),
    Column::time(
        F::Month,
        &[
            "year month",
            "month",
            "année et mois",
            "mois",
            "jahr und monat",
            "monat",
            "año y mes",
            "mes",
        ],
    ),
    Column::text(
        F::NthDay,
        &[
            "nth day",
            "n-ième jour",
            "nième jour",
            "n-ter tag",
            "enésimo día",
        ],
    ),
    Column::text(
        F::DateRange,
        &[
            "date range",
            "plage de dates",
            "zeitraum",
            "período",
            "periodo",
        ],
    ),
    Column::text(
        F::SourceMedium,
        &[
            "session source / medium",
            "source / medium",
            "first user source / medium",
            "session source/medium",
            "source / support de la session",
            "sitzung – quelle/medium",
            "fuente/medio de la sesión",
            "sorgente/mezzo della sessione",
        ],
    ),
    Column::text(
        F::Source,
        &[
            "session source",
            "source",
            "first user source",
            "source de la session",
            "fuente de la sesión",
        ],
    ),
    Column::text(
        F::Medium,
        &[
            "session medium",
            "medium",
            "first user medium",
            "support de la session",
            "medio de la sesión",
        ],
    ),
    Column::text(
        F::Campaign,
        &[
            "session campaign",
            "session campaign name",
            "campaign",
            "campaign name",
            "first user campaign",
            "campagne de la session",
            "sitzung – kampagne",
            "campaña de la sesión",
        ],
    ),
    Column::text(
        F::Content,
        &[
            "session manual ad content",
            "manual ad content",
            "first user manual ad content",
        ],
    ),
    Column::text(
        F::Term,
        &[
            "session manual term",
            "manual term",
            "first user manual term",
        ],
    ),
    Column::text(F::Channel, &[]),
    Column::text(
        F::LandingPage,
        &[
            "landing page",
            "landing page + query string",
            "page de destination",
            "landingpage",
            "página de destino",
        ],
    ),
    Column::text(F::Referrer, &["page referrer", "referrer"]),
    Column::text(
        F::Sessions,
        &[
            "sessions",
            "sitzungen",
            "sesiones",
            "sessioni",
            "sessies",
            "sessões",
        ],
    ),
    Column::text(
        F::Engaged,
        &[
            "engaged sessions",
            "sessions avec engagement",
            "sitzungen mit interaktionen",
            "sesiones con interacción",
            "sessioni con coinvolgimento",
        ],
    ),
    Column::text(
        F::Users,
        &[
            "total users",
            "active users",
            "users",
            "utilisateurs actifs",
            "nombre total d'utilisateurs",
            "aktive nutzer",
            "nutzer insgesamt",
            "usuarios activos",
            "utenti attivi",
            "actieve gebruikers",
            "usuários ativos",
        ],
    ),
    Column::text(
        F::Views,
        &[
            "views",
            "screen page views",
            "vues",
            "aufrufe",
            "vistas",
            "visualizzazioni",
        ],
    ),
    Column::text(
        F::KeyEvents,
        &[
            "key events",
            "conversions",
            "événements clés",
            "schlüsselereignisse",
            "eventos clave",
            "eventi chiave",
        ],
    ),
    Column::text(
        F::Purchases,
        &[
            "ecommerce purchases",
            "purchases",
            "transactions",
            "items purchased",
            "achats d'e-commerce",
            "e-commerce-käufe",
            "compras de comercio electrónico",
        ],
    ),
    Column::money(
        F::Revenue,
        &[
            "total revenue",
            "purchase revenue",
            "item revenue",
            "revenu total",
            "chiffre d'affaires total",
            "gesamtumsatz",
            "ingresos totales",
            "entrate totali",
        ],
    ),
];

/// Metrics that are not read, so that they are no dimensions where they come first.
const OTHER_METRICS: &[&str] = &[
    "new users",
    "nouveaux utilisateurs",
    "neue nutzer",
    "usuarios nuevos",
    "returning users",
    "event count",
    "nombre d'événements",
    "ereignisanzahl",
    "engagement rate",
    "taux d'engagement",
    "average engagement time per session",
    "events per session",
    "items viewed",
    "items added to cart",
    "bounce rate",
];

/// Whether a header names a metric.
pub(super) fn is_metric(name: &str) -> bool {
    let plain = name.split_once(" (previous").map_or(name, |(name, _)| name);
    let is_read = COLUMNS[FIRST_METRIC..]
        .iter()
        .any(|column| column.names.contains(&plain));
    is_read || OTHER_METRICS.contains(&plain)
}

/// Whether a header names the period of a row, wherever its column stands.
pub(super) fn is_period(name: &str) -> bool {
    COLUMNS[..=F::DateRange as usize]
        .iter()
        .any(|column| column.names.contains(&name))
}

/// Whether a dimension is a channel group: one of Google's, or the property's own, which may have any
/// name after the word that says whose channel it is.
pub(super) fn is_channel(name: &str) -> bool {
    let is_other = COLUMNS[..FIRST_METRIC]
        .iter()
        .any(|column| column.names.contains(&name));
    let words = [
        "channel",
        "canal",
        "canaux",
        "kanal",
        "session ",
        "first user ",
    ];
    !is_other && words.iter().any(|word| name.contains(word))
}

/// The day of an hour such as `2024041623`.
pub(super) fn without_hour(text: &str) -> &str {
    let is_hour = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_hour { &text[..8] } else { text }
}

/// `Jul 1 - Sep 28 2026` with the year, which stands at the end only, on both of its days.
pub(super) fn with_year(text: &str) -> Option<String> {
    let (first, last) = text.split_once(" - ")?;
    let year = last.rsplit(' ').next()?;
    let is_year = year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit());
    is_year.then(|| format!("{first} {year} - {last}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_its_fields() {
        for (at, column) in COLUMNS.iter().enumerate() {
            assert_eq!(column.field.index(), at, "{:?}", column.field);
        }
    }

    #[test]
    fn headers_are_told_apart() {
        assert!(is_metric("sessions (previous period)"));
        assert!(!is_metric("session source"));
        assert!(is_channel(
            "session primary channel group (default channel group)"
        ));
        assert!(is_channel("session awin - cpa channel expanded"));
        assert!(!is_channel("session campaign"));
        assert!(!is_channel("country"));
    }
}
