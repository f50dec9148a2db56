//! The `holdout` binary: see the library's `cli` for the subcommands and `ui` for the window.

use std::process::ExitCode;

/// An import hands orders from the thread that reads them to the one that stores them; this allocator is
/// the quicker one at that, by a tenth of the whole.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    holdout::cli::main()
}
