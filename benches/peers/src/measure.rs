//! The peers of one table: checked, and timed in turn.

use crate::peer::{Block, Peer};
use crate::workload::{Result, Workload};
use std::time::Duration;

/// How long the answers of one peer are compared; what can't be seen until then is not.
const CHECKING: Duration = Duration::from_secs(20);

/// How long the blocks of one peer may take together before it sits out the rounds that are left.
const TIMING: Duration = Duration::from_secs(20);

/// And how many it has at least.
const FEWEST: usize = 3;

/// What a peer came to at one table.
#[derive(Debug)]
pub(crate) struct Figure {
    pub(crate) name: &'static str,
    pub(crate) batch: bool,
    /// Nanoseconds a ticket: the median of the blocks.
    pub(crate) each: f64,
    /// How often ours would have answered meanwhile: the median over the rounds.
    pub(crate) ratio: f64,
    /// How many tickets a block has, and how many blocks there were.
    pub(crate) block: usize,
    pub(crate) rounds: usize,
    /// How many answers were compared.
    pub(crate) checked: usize,
    pub(crate) input_cost: Option<Duration>,
}

/// Checks all, then times them in so many rounds: a block of each in turn, so that whatever else slows the machine
/// slows all alike. The first peer of each kind, one by one and batch, is what the others are compared with.
pub(crate) fn figures(
    workload: &Workload,
    mut peers: Vec<Box<dyn Peer>>,
    rounds: usize,
) -> Result<Vec<Figure>> {
    let mut checked = Vec::new();
    for peer in &mut peers {
        checked.push(peer.check(&workload.expected, CHECKING)?);
    }
    let mut blocks = vec![Vec::new(); peers.len()];
    for _ in 0..rounds {
        for (peer, blocks) in peers.iter_mut().zip(&mut blocks) {
            let spent: Duration = blocks.iter().map(|block: &Block| block.spent).sum();
            if blocks.len() < FEWEST || spent < TIMING {
                blocks.push(peer.block()?);
            }
        }
    }
    let times: Vec<Vec<f64>> =
        blocks.iter().map(|blocks| blocks.iter().map(|block| block.each()).collect()).collect();
    let ours = |batch: bool| peers.iter().position(|peer| peer.batch() == batch).and_then(|at| times.get(at));
    let mut figures = Vec::new();
    for (((peer, times), blocks), checked) in peers.iter().zip(&times).zip(&blocks).zip(checked) {
        let ours = ours(peer.batch()).ok_or("nothing to compare with")?;
        figures.push(Figure {
            name: peer.name(),
            batch: peer.batch(),
            each: median(times.iter().copied()),
            ratio: median(times.iter().zip(ours).map(|(theirs, ours)| theirs / ours)),
            block: blocks.first().map_or(0, |block| block.tickets),
            rounds: blocks.len(),
            checked,
            input_cost: peer.input_cost(),
        });
    }
    Ok(figures)
}

/// The middle of some numbers.
fn median(numbers: impl Iterator<Item = f64>) -> f64 {
    let mut numbers: Vec<f64> = numbers.collect();
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::median;

    #[test]
    fn the_median_is_the_middle() {
        assert_eq!(median([3.0, 1.0, 9.0].into_iter()), 3.0);
    }
}
