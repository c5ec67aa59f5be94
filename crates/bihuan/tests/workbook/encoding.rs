//! Text files in GB18030, as older spreadsheet programs save them: detected, the same answers.

use bihuan::{ColumnMap, Format, Rulebook, Ticket, Tickets};

fn gb(text: &str) -> Vec<u8> {
    encoding_rs::GB18030.encode(text).0.into_owned()
}

#[test]
fn a_rulebook_in_gb18030_is_read() {
    let toml = "name = '派单清单'\n[[fallback]]\nlead = '城运中心'\n";
    let units = "编码,名称\nCY,城运中心\nCG,城管中队\n";
    let dispatch = "事项,关键词,主办\n噪声,凌晨、电钻,城管中队\n";
    let parts = |read: fn(&str) -> Vec<u8>| {
        [("rulebook.toml", read(toml)), ("units.csv", read(units)), ("dispatch.csv", read(dispatch))]
    };
    let old = Rulebook::from_parts(parts(gb)).compile().unwrap();
    let new = Rulebook::from_parts(parts(|text| text.as_bytes().to_vec())).compile().unwrap();
    let bom = Rulebook::from_parts(parts(|text| format!("\u{feff}{text}").into_bytes())).compile().unwrap();
    let fields = [("id", "1"), ("received_at", "2025-01-17"), ("matter", "噪声"), ("text", "凌晨用电钻")];
    let ticket = Ticket::from_fields(fields).unwrap();
    let decision = new.dispatch(&ticket).unwrap();
    assert_eq!(decision.parts[0].lead, "CG");
    assert_eq!((&old.dispatch(&ticket).unwrap(), &bom.dispatch(&ticket).unwrap()), (&decision, &decision));
}

#[test]
fn tickets_in_gb18030_lose_only_their_broken_lines() {
    let text = "工单编号,受理时间,内容\n1,2025-01-17,楼上装修\n2,2025-01-18,㐀𠮷\n";
    let mut content = gb(text);
    content.extend_from_slice(b"3,2025-01-19,\xFF\xFF\n");
    content.extend_from_slice(&gb("4,2025-01-20,占道停车\n"));
    let mut tickets = Tickets::default();
    tickets.read("t.csv", &content, Format::Csv, &ColumnMap::default()).unwrap();
    let texts: Vec<_> = tickets.list.iter().filter_map(|filed| filed.ticket.text.as_deref()).collect();
    assert_eq!(texts, ["楼上装修", "㐀𠮷", "占道停车"]);
    let shown: Vec<_> = tickets.rejected.iter().map(|rejected| rejected.finding.to_string()).collect();
    assert_eq!(shown.len(), 1);
    assert!(shown[0].starts_with("t.csv:4: 内容: error[BH0102]"), "{shown:?}");
    let json = gb("{\"id\": 7, \"received_at\": \"2025-01-17\", \"matter\": \"噪声\"}\n");
    let mut tickets = Tickets::default();
    tickets.read("t.jsonl", &json, Format::JsonLines, &ColumnMap::default()).unwrap();
    assert_eq!(tickets.list[0].ticket.matter.as_deref(), Some("噪声"));
}
