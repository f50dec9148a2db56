//! Integrals of smooth functions: Gauss-Legendre on equal panels.

use std::f64::consts::PI;

/// Points per panel.
const ORDER: usize = 10;

/// A place to evaluate a function at, and how much it counts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    pub at: f64,
    pub weight: f64,
}

/// The nodes for an integral from `from` to `to` in panels no wider than `panel`, in rising order.
///
/// With ten points a panel is exact for polynomials up to degree 19; a normal density is integrated to
/// rounding where a panel is no wider than its standard deviation.
pub(super) fn nodes(from: f64, to: f64, panel: f64) -> Vec<Node> {
    let panels = ((to - from) / panel).ceil().max(1.0);
    let half = 0.5 * (to - from) / panels;
    let rule = legendre::<ORDER>();
    (0..panels as usize)
        .flat_map(|at| {
            let middle = from + half * (2 * at + 1) as f64;
            rule.map(|node| Node {
                at: middle + half * node.at,
                weight: half * node.weight,
            })
        })
        .collect()
}

/// The rule of `ORDER` points on -1 to 1, in rising order: the roots of the Legendre polynomial by Newton's method, weights
/// `2 / ((1 - x²) P'(x)²)` (Abramowitz and Stegun 25.4.29).
pub(super) fn legendre<const ORDER: usize>() -> [Node; ORDER] {
    let order = ORDER as f64;
    std::array::from_fn(|index| {
        let mut x = -(PI * (index as f64 + 0.75) / (order + 0.5)).cos();
        let mut slope = 1.0;
        for _ in 0..10 {
            let (mut before, mut value) = (1.0, x);
            for k in 2..=ORDER {
                let k = k as f64;
                (before, value) = (
                    value,
                    ((2.0 * k - 1.0) * x * value - (k - 1.0) * before) / k,
                );
            }
            slope = order * (before - x * value) / (1.0 - x * x);
            x -= value / slope;
        }
        Node {
            at: x,
            weight: 2.0 / ((1.0 - x * x) * slope * slope),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::super::golden::close;
    use super::*;

    fn integral(from: f64, to: f64, panel: f64, f: impl Fn(f64) -> f64) -> f64 {
        nodes(from, to, panel)
            .iter()
            .map(|node| node.weight * f(node.at))
            .sum()
    }

    #[test]
    fn a_panel_is_exact_up_to_degree_nineteen() {
        for degree in [0, 2, 10, 18] {
            let expected = 2.0 / f64::from(degree + 1);
            let actual = integral(-1.0, 1.0, 2.0, |x| x.powi(degree));
            close(&format!("degree {degree}"), actual, expected, 1e-14);
        }
        assert!(integral(-1.0, 1.0, 2.0, |x| x.powi(19)).abs() < 1e-15);
        let beyond = integral(-1.0, 1.0, 2.0, |x| x.powi(20));
        assert!((beyond - 2.0 / 21.0).abs() > 1e-9, "{beyond:e}");
    }

    #[test]
    fn a_normal_density_is_integrated_to_rounding() {
        let root = (2.0 * PI).sqrt();
        for panel in [0.3, 1.0] {
            let total = integral(-10.0, 10.0, panel, |x| (-0.5 * x * x).exp());
            close("normal", total, root, 1e-14);
        }
    }

    #[test]
    fn nodes_rise_and_weigh_the_whole_width() {
        let nodes = nodes(-3.0, 4.5, 0.4);
        assert!(nodes.is_sorted_by(|a, b| a.at < b.at));
        assert!(nodes.iter().all(|node| -3.0 < node.at && node.at < 4.5));
        close("width", nodes.iter().map(|n| n.weight).sum(), 7.5, 1e-14);
    }
}
