//! What is derived from the loaded workspace, kept until another one is loaded or the question changes.

use std::sync::{Arc, Weak};

use eframe::egui::{Id, Ui};

use crate::app::session::Loaded;

struct Kept<K, V> {
    // Weak keeps the address taken, so that another workspace can never be mistaken for this one.
    of: Weak<Loaded>,
    key: K,
    value: Arc<V>,
}

impl<K: PartialEq, V> Kept<K, V> {
    fn is(&self, loaded: &Arc<Loaded>, key: &K) -> bool {
        std::ptr::eq(self.of.as_ptr(), Arc::as_ptr(loaded)) && self.key == *key
    }
}

/// The value kept under a name, made anew where the workspace or the key is another.
pub(super) fn kept<K, V>(
    ui: &Ui,
    loaded: &Arc<Loaded>,
    name: &str,
    key: &K,
    make: impl FnOnce() -> V,
) -> Arc<V>
where
    K: Clone + PartialEq + Send + Sync + 'static,
    V: Send + Sync + 'static,
{
    let id = Id::unique(("data-screen", name));
    let known: Option<Arc<Kept<K, V>>> = ui.data(|data| data.get_temp(id));
    if let Some(known) = known
        && known.is(loaded, key)
    {
        return Arc::clone(&known.value);
    }
    let value = Arc::new(make());
    let kept = Kept {
        of: Arc::downgrade(loaded),
        key: key.clone(),
        value: Arc::clone(&value),
    };
    ui.data_mut(|data| data.insert_temp(id, Arc::new(kept)));
    value
}
