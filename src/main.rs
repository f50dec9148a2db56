//! The `holdout` binary: see the library's `cli` for the subcommands and `ui` for the window.

use std::process::ExitCode;

fn main() -> ExitCode {
    holdout::cli::main()
}
