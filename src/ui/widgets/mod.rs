//! Widgets
