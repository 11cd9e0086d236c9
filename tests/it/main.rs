//! The tests of the whole: one binary, so that it is linked once.
//!
//! Each file is a part of the specification; `tests/README.md` says which test walks which box of the diagrams.

mod common;

mod cases;
mod clocks;
mod delivery;
mod docs_sla;
mod fault_matrix;
mod flow;
mod fuzz;
mod page;
mod recovery;
mod reliability;
mod secrecy;
mod settings;
mod storage;
mod supervision;
mod whole;
