//! The sample shop "Juniper & Oak": export files of a shop that does not exist, with truths planted
//! in them that a newcomer should find.
//!
//! Tests of the whole product, the guided tour and the screenshots rest on it, so the same seed gives
//! the same bytes on every machine: integer draws of our own on a fixed stream (`random`), no clock, no
//! hash order. Where a figure is planted it is planted by count, not by chance: everybody's orders are
//! placed knowing the windows that the person is in (`person`, `trials`, `repeats`), and sums of money are
//! approached order by order (`flash`, `credit`).
//!
//! Read `shop` for the order of construction. To plant another truth: place its orders in a module of
//! its own called from `Shop::build`, describe it in `truths`, count it in `figures`, then write
//! `sample-data` anew with `holdout demo sample-data`.

mod calendar;
mod campaigns;
mod catalogue;
mod credit;
mod figures;
mod files;
mod fill;
mod flash;
mod habits;
mod measure;
mod order;
mod person;
mod population;
mod random;
mod readme;
mod refunds;
mod repeats;
mod rules;
mod shop;
mod signals;
#[cfg(test)]
mod tests;
mod trials;
mod truths;

use std::path::Path;

pub use truths::{TRUTHS, Truth};

use shop::Shop;

/// The seed of the committed sample data.
pub const DEFAULT_SEED: u64 = 2026;

/// Orders of the shop where nothing else is asked for; also the fewest that hold every truth.
pub const DEFAULT_ORDERS: u32 = population::DEFAULT_ORDERS;

/// How large and which sample shop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SampleOptions {
    /// Orders in all, at least [`DEFAULT_ORDERS`]; what is more comes from additional people.
    pub orders: Option<u32>,
    /// Seed of every choice.
    pub seed: u64,
}

impl Default for SampleOptions {
    fn default() -> Self {
        Self {
            orders: None,
            seed: DEFAULT_SEED,
        }
    }
}

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SampleReport {
    /// The files in the order in which they are listed to people.
    pub files: Vec<SampleFile>,
    /// Orders of the shop; those in both exports count once.
    pub orders: u32,
    /// People, with and without orders.
    pub people: u32,
}

/// One written file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SampleFile {
    /// File name.
    pub name: String,
    /// Size in bytes.
    pub bytes: u64,
}

/// Why the sample shop could not be written.
#[derive(Debug, thiserror::Error)]
pub enum SampleError {
    /// Fewer orders asked for than the truths need.
    #[error(
        "{asked} orders are too few for the sample shop's planted truths; ask for {DEFAULT_ORDERS} or more, or leave the number out"
    )]
    TooFewOrders {
        /// The number asked for.
        asked: u32,
    },
    /// The folder or a file cannot be written.
    #[error("`{path}` could not be written ({source}); choose a folder you may write to")]
    Io {
        /// The folder or file.
        path: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// The rules or the truths could not be put into words.
    #[error("`{file}` could not be composed ({reason}); please report this")]
    Encode {
        /// The file.
        file: &'static str,
        /// What went wrong.
        reason: String,
    },
}

impl SampleError {
    fn io(path: &str, source: std::io::Error) -> Self {
        Self::Io {
            path: path.to_owned(),
            source,
        }
    }

    fn csv(path: &str, source: csv::Error) -> Self {
        Self::io(path, std::io::Error::from(source))
    }
}

/// A count as a signed number, for arithmetic with money and percentages.
fn whole(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// Names of the written files, as listed to people.
const FILES: [&str; 14] = [
    "orders_export_1.csv",
    "orders_export_2.csv",
    "customers_export.csv",
    "klaviyo_campaigns.csv",
    "winback_offer.csv",
    "welcome_holdout.csv",
    "cart_reminder_timing.csv",
    "browse_reminder.csv",
    "post_purchase_guide.csv",
    "loyalty_banner.csv",
    "aa_footer.csv",
    "rules.toml",
    "truths.json",
    "README.md",
];

/// Writes the sample shop into a folder, which is created where it is missing; files of the same
/// names are replaced, others are left alone.
pub fn write(dir: &Path, options: &SampleOptions) -> Result<SampleReport, SampleError> {
    let orders = options.orders.unwrap_or(DEFAULT_ORDERS);
    if orders < DEFAULT_ORDERS {
        return Err(SampleError::TooFewOrders { asked: orders });
    }
    std::fs::create_dir_all(dir)
        .map_err(|source| SampleError::io(&dir.display().to_string(), source))?;
    let shop = Shop::build(options.seed, orders);
    files::orders::write(&shop, dir)?;
    files::customers::write(&shop, dir)?;
    files::campaigns::write(&shop, dir)?;
    files::assignments::write(&shop, dir)?;
    let encode = |file, reason: String| SampleError::Encode { file, reason };
    let rules = toml::to_string(&rules::of_the_shop())
        .map_err(|error| encode("rules.toml", error.to_string()))?;
    let truths = serde_json::to_string_pretty(&figures::document(&shop))
        .map_err(|error| encode("truths.json", error.to_string()))?;
    write_text(dir, "rules.toml", &rules)?;
    write_text(dir, "truths.json", &format!("{truths}\n"))?;
    write_text(dir, "README.md", &readme::text())?;
    Ok(SampleReport {
        files: FILES
            .iter()
            .map(|name| measured(dir, name))
            .collect::<Result<_, _>>()?,
        orders: shop.orders.len() as u32,
        people: shop.people.len() as u32,
    })
}

fn write_text(dir: &Path, name: &str, text: &str) -> Result<(), SampleError> {
    let path = dir.join(name);
    std::fs::write(&path, text)
        .map_err(|source| SampleError::io(&path.display().to_string(), source))
}

fn measured(dir: &Path, name: &str) -> Result<SampleFile, SampleError> {
    let path = dir.join(name);
    let bytes = std::fs::metadata(&path)
        .map_err(|source| SampleError::io(&path.display().to_string(), source))?
        .len();
    Ok(SampleFile {
        name: name.to_owned(),
        bytes,
    })
}
