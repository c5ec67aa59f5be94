//! The workload of the benchmarks: rulebooks and tickets of the standard workload's shape, made here so
//! that the benchmarks need no file. Same seed, same workload.

use bihuan::{Ticket, Urgency};

const NOUNS: &[&str] = &[
    "路灯", "井盖", "垃圾", "污水", "噪音", "油烟", "电梯", "消防", "燃气", "停车", "违建", "工地", "扬尘",
    "绿化", "河道",
];
const VERBS: &[&str] =
    &["不亮", "缺失", "堆积", "外溢", "扰民", "超标", "故障", "堵塞", "泄漏", "破损", "乱停", "占用"];
const FILL: &[&str] = &[
    "市民来电反映",
    "希望相关部门尽快核实处理",
    "此前已多次反映",
    "位于小区北门附近",
    "严重影响周边居民正常生活",
    "现场没有工作人员",
    "要求依法查处",
    "经了解情况属实",
    "望给予明确答复",
];
const URGENCIES: [Urgency; 3] = [Urgency::Normal, Urgency::Urgent, Urgency::Critical];

/// A small generator of numbers (splitmix64): all a benchmark needs.
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    /// Dice with a seed.
    pub fn new(seed: u64) -> Dice {
        Dice(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % n.max(1) as u64).unwrap_or(0)
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    fn pick<'a, T>(&mut self, list: &'a [T]) -> Option<&'a T> {
        list.get(self.below(list.len()))
    }
}

fn keyword(dice: &mut Dice) -> String {
    let noun = dice.pick(NOUNS).copied().unwrap_or_default();
    format!("{noun}{}", dice.pick(VERBS).copied().unwrap_or_default())
}

fn path(dice: &mut Dice, depth: usize) -> String {
    let sizes = [20, 12, 12];
    sizes.iter().take(depth).map(|size| format!("{:02}", dice.below(*size) + 1)).collect::<Vec<_>>().join("/")
}

/// The files of a rulebook of so many rows.
pub fn rulebook(rows: usize, seed: u64) -> Vec<(String, String)> {
    let dice = &mut Dice::new(seed);
    let settings = "name = 'bench'\nversion = '1'\ncalendar = 'weekdays'\noffice_hours = ['09:00-17:00']\n\
                    [[limit]]\nname = 'due'\nlimit = '5wd'\n[[limit]]\nname = 'first_contact'\nlimit = '1wd'\n\
                    [[fallback]]\nlead = 'D000'\n";
    let units: String = (0..=120).map(|unit| format!("D{unit:03},unit D{unit:03}\n")).collect();
    let mut table = "row,matter,keywords,area,urgency,hours,lead,assist\n".to_owned();
    for row in 1..=rows {
        let depth = [3, 3, 3, 2, 2, 1].get(dice.below(6)).copied().unwrap_or(1);
        let matter = path(dice, depth);
        let keywords = if dice.chance(40) { keyword(dice) } else { String::new() };
        let area = if dice.chance(40) {
            (0..=dice.below(8))
                .map(|_| format!("4401{:02}", dice.below(64) + 1))
                .collect::<Vec<_>>()
                .join("、")
        } else {
            String::new()
        };
        let urgency = if dice.chance(25) { "紧急、特急" } else { "" };
        let hours = if dice.chance(25) { "22:00-06:00" } else { "" };
        let assist = format!("D{:03}、D{:03}", dice.below(120) + 1, dice.below(120) + 1);
        let lead = dice.below(120) + 1;
        table.push_str(&format!("{row},{matter},{keywords},{area},{urgency},{hours},D{lead:03},{assist}\n"));
    }
    vec![
        ("rulebook.toml".to_owned(), settings.to_owned()),
        ("units.csv".to_owned(), format!("code,name\n{units}")),
        ("dispatch.csv".to_owned(), table),
    ]
}

/// So many tickets for it, of about 90 Chinese characters each.
///
/// # Panics
/// Never: the time of receipt is a constant.
pub fn tickets(count: usize, seed: u64) -> Vec<Ticket> {
    let dice = &mut Dice::new(seed);
    let times: Vec<bihuan::Moment> =
        (0..24).filter_map(|hour| format!("2024-05-13 {hour:02}:30:00").parse().ok()).collect();
    let mut tickets = Vec::with_capacity(count);
    for id in 0..count {
        let Some(received_at) = dice.pick(&times).copied() else { continue };
        let mut ticket = Ticket::new(id.to_string(), received_at);
        ticket.matter = Some(path(dice, 3));
        ticket.area = Some(format!("4401{:02}", dice.below(64) + 1));
        ticket.urgency = dice.pick(&URGENCIES).copied();
        let mut text: Vec<String> =
            (0..8).filter_map(|_| dice.pick(FILL)).map(|fill| (*fill).to_owned()).collect();
        text.insert(dice.below(8), keyword(dice));
        ticket.text = Some(text.join("，"));
        tickets.push(ticket);
    }
    tickets
}
