//! One line or a few of each verb as people type them, for the manual. A test reads every one as the program would.

use crate::domain::lang::Bilingual;
use crate::words;

/// The lines of a verb, each with what it does.
pub fn of(verb: &str) -> Vec<(&'static str, Bilingual)> {
    match verb {
        "" => vec![
            ("diaodu", words!("打开全屏界面", "open the screen")),
            ("diaodu --demo", words!("同样的界面，数据全部虚构", "the same screen on invented data")),
            (
                "diaodu --data lists due",
                words!("lists 文件夹里的名单，本月期限", "what is due, by the lists in the folder lists"),
            ),
        ],
        "find" => vec![
            ("diaodu find jlp", words!("按首字母查", "by the initials of the pinyin")),
            (
                "diaodu find boshi氢 unit:九龙坡",
                words!("拼音与汉字混打，限牵头单位", "pinyin and Chinese mixed, of one lead unit"),
            ),
        ],
        "list" => vec![(
            "diaodu list --category construction --stage 新开工",
            words!("新开工的建设项目", "construction projects that start this year"),
        )],
        "query" => vec![
            ("diaodu query save 我的 unit:九龙坡", words!("存下一个常用查询", "keep a query under a name")),
            ("diaodu list @我的", words!("用它", "use it")),
        ],
        "show" => {
            vec![("diaodu show 2021-1-431", words!("一个项目的全部内容", "everything about one project"))]
        }
        "due" => vec![
            ("diaodu due", words!("本月期限与报送情况", "this month's deadline and who has filed")),
            ("diaodu due --ics --month 2021-03", words!("期限存进日历", "the deadline for a calendar")),
        ],
        "chase" => vec![(
            "diaodu chase --month 2021-03 --unit 九龙坡区政府",
            words!("一个单位还欠哪些月报", "what one unit still owes"),
        )],
        "report" => vec![
            (
                "diaodu report file 2021-1-431 --month 2021-03 --invested 1200 --text 完成桩基施工",
                words!("填报一个月", "file one month"),
            ),
            ("diaodu report accept 2021-1-431 --month 2021-03", words!("审核通过", "accept it")),
            (
                "diaodu report return 2021-1-431 --month 2021-03 --reason 投资额与统计不符",
                words!("退回并写明理由", "return it, saying why"),
            ),
        ],
        "plan" => vec![
            (
                "diaodu plan set 2021-1-431 --year-plan 5000 --reason 年中调整",
                words!("改年度计划", "change the year's plan"),
            ),
            ("diaodu plan history 2021-1-431", words!("历次计划", "the plans it had")),
        ],
        "board" => {
            vec![("diaodu board --month 2021-03 --by sector", words!("分行业看进度", "progress by sector"))]
        }
        "bulletin" => vec![(
            "diaodu bulletin --month 2021-03 --format docx --output 通报.docx",
            words!("通报草稿存成 Word 文件", "the draft bulletin as a Word file"),
        )],
        "watch" => vec![
            (
                "diaodu watch add 2021-1-431 --reason 进度滞后",
                words!("列入督查关注", "put on the watch list"),
            ),
            ("diaodu watch list", words!("关注名单", "the watch list")),
        ],
        "issue" => vec![
            (
                "diaodu issue open 2021-1-431 --kind land --text 征地未完成",
                words!("登记一个问题", "open an issue"),
            ),
            ("diaodu issue list", words!("未销号的问题", "the issues that are open")),
        ],
        "permit" => vec![(
            "diaodu permit set 2021-1-431 land:planned=2021-04-30",
            words!("用地手续计划4月底办完", "the land permit is planned for the end of April"),
        )],
        "milestone" => vec![(
            "diaodu milestone plan 2021-1-431 --finish 2021-12-20",
            words!("由完工日期倒排节点", "steps counted back from the finish"),
        )],
        "funding" => vec![(
            "diaodu funding list 2021-1-431",
            words!("资金来源与到位情况", "where its money comes from"),
        )],
        "pool" => vec![("diaodu pool list", words!("需求与供给", "needs and offers"))],
        "roster" => vec![("diaodu roster show 2021-1-431", words!("责任单位与责任人", "who is responsible"))],
        "site" => vec![(
            "diaodu site add 2021-1-431 safety --text 临边防护缺失",
            words!("记一条现场问题", "write down what was seen on the site"),
        )],
        "draft" => vec![("diaodu draft list", words!("没报完的草稿", "reports begun and not filed"))],
        "contact" => vec![
            (
                "diaodu contact set 2021-1-431 --name 李明 --phone 13800000000",
                words!("登记联系人", "say whom to call"),
            ),
            ("diaodu contact list --missing", words!("还缺联系人的项目", "projects without one")),
        ],
        "reconcile" => vec![(
            "diaodu reconcile --statistics 统计.xlsx --month 2021-03",
            words!("与统计数逐个核对", "compare with the statistics, project by project"),
        )],
        "export" => vec![(
            "diaodu export --category promotion --output list.xlsx",
            words!("名单存成工作簿", "a list as a workbook"),
        )],
        "import" => vec![(
            "diaodu --data mine import list.xlsx --year 2021 --annex 3 --dry-run",
            words!("先看会改什么，不写入", "what would change; nothing is written"),
        )],
        "check" => vec![("diaodu --data mine check", words!("检查名单文件", "check the files of the lists"))],
        "verify" => vec![("diaodu verify", words!("台账有没有被改动", "whether the ledger was altered"))],
        "backup" => vec![("diaodu backup 备份.db", words!("一份核对过的副本", "a copy that was verified"))],
        "restore" => vec![("diaodu restore 备份.db", words!("由副本恢复", "bring a copy back"))],
        "demo" => vec![(
            "diaodu demo practice --year 2021",
            words!("练手用的虚构数据", "invented data to practise on"),
        )],
        "user" => vec![(
            "diaodu user add li --role reporter --unit 九龙坡区政府 --key li.pub",
            words!("登记一个填报人", "register a reporter"),
        )],
        "whoami" => vec![("diaodu whoami", words!("我是谁，能做什么", "who I am and what I may do"))],
        "ssh" => vec![
            (
                "diaodu ssh setup",
                words!("主机该怎样设置；只说不做", "how to set up the host; changes nothing"),
            ),
            ("diaodu ssh check --account desk", words!("主机设置得对不对", "whether it is set up right")),
        ],
        "session" => vec![(
            "diaodu session --as li",
            words!(
                "由 sshd 的强制命令启动，不由人输入",
                "started by sshd's forced command, not typed by people"
            ),
        )],
        "completions" => vec![(
            "diaodu completions bash",
            words!(
                "补全脚本；存入 ~/.local/share/bash-completion/completions/diaodu",
                "the script; it goes to ~/.local/share/bash-completion/completions/diaodu"
            ),
        )],
        "man" => vec![
            ("diaodu man report file", words!("一个命令的手册页", "the page of one verb")),
            (
                "diaodu man --dir ~/.local/share/man/man1",
                words!(
                    "全部手册页；之后 man diaodu-report-file 即可",
                    "all pages; from then on, man diaodu-report-file"
                ),
            ),
        ],
        "version" => {
            vec![("diaodu version --json", words!("版本与约定编号", "the version and that of the contract"))]
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::args;

    #[test]
    fn every_verb_has_a_line_and_every_line_can_be_typed() {
        let command = args::bilingual();
        for verb in command.get_subcommands().map(clap::Command::get_name).chain([""]) {
            let lines = of(verb);
            assert!(!lines.is_empty(), "diaodu {verb}");
            for (line, _) in lines {
                let words: Vec<_> = line.split(' ').map(Into::into).collect();
                assert!(args::parse(&words).is_ok(), "{line}: {:?}", args::parse(&words).err());
            }
        }
    }
}
