"""The words at the end of the semantics: values, headers and kinds in either language, compared folded (K-5)."""

from .text import fold


def table(text):
    """'咨询 inquiry, 求助 help' → both words to the English one."""
    out = {}
    for pair in text.replace("\n", " ").split(","):
        chinese, english = pair.split()
        out[fold(chinese)] = english
        out[fold(english)] = english
    return out


DEMAND = table("咨询 inquiry, 求助 help, 投诉 complaint, 举报 report, 建议 suggestion, 表扬 praise, 其他 other")
URGENCY = table("一般 normal, 紧急 urgent, 特急 critical")
SOURCE = table("热线 hotline, 网格 grid, 网站 web, 应用 app, 信件 letter, 走访 visit, 媒体 media, 其他 other")
SATISFACTION = table("满意 satisfied, 基本满意 mostly_satisfied, 一般 neutral, 不满意 dissatisfied, 未评价 unrated")
YES_NO = {"是": "yes", "yes": "yes", "true": "yes", "y": "yes", "否": "no", "no": "no", "false": "no", "n": "no"}
CHANNEL = table("普通 normal, 绿色通道 green, 紧急 emergency")
REASON = table("按清单 row, 另派 extra, 托底 no_row, 不受理 not_accepted, 指定 designated, 裁定 adjudicate")
DAY_CLASS = table("工作日 workday, 节假日 holiday, 周末 weekend, 休息日 restday")
WEEKDAY = table("周一 mon, 周二 tue, 周三 wed, 周四 thu, 周五 fri, 周六 sat, 周日 sun")
CALENDAR_KIND = table("工作日 workday, 节假日 holiday")

# K-12: the words of satisfaction and yes/no are equal across languages.
EQUAL = {**SATISFACTION, **YES_NO}

RULE_HEADER = table("""行 row, 事项 matter, 关键词 keywords, 全部关键词 all_keywords, 排除关键词 not_keywords, 区域 area,
 诉求类型 demand, 紧急程度 urgency, 来源 source, 时段 hours, 日期 days, 主办 lead, 协办 assist, 另派 extra, 通道 channel,
 限时 limit, 分段限时 stages, 签批 signoff, 依据 basis, 提示 tip, 优先级 priority, 生效 from, 失效 until, 名称 name,
 编号 id, 呼叫 call, 告知 tell""")
UNIT_HEADER = table("""编码 code, 名称 name, 角色 role, 上级 parent, 辖区 area, 别名 aliases, 生效 from, 失效 until""")
CALENDAR_HEADER = table("日期 date, 类型 kind, 名称 name")
MATTER_HEADER = table("事项 matter, 别名 aliases, 性质 nature")
POST_HEADER = table("单位 unit, 岗位 post, 姓名 person, 生效 from, 失效 until")
TICKET_HEADER = table("""工单编号 id, 受理时间 received_at, 发生时间 occurred_at, 内容 text, 来电人 caller,
 事项 matter, 区域 area, 诉求类型 demand, 紧急程度 urgency, 来源 source""")
EVENT_HEADER = table("""工单编号 ticket, 时间 at, 事件 kind, 单位 unit, 分派 part, 人员 by, 原因 reason,
 满意度 satisfaction, 期限 until, 限时 limit, 限时名称 name, 协办 assist, 需上门 needs_visit, 事项编号 obligation,
 事实认定 finding, 答复方式 way, 内容 content, 实际解决 solved, 已先行联系 contacted_first, 主张 claim, 序号 event,
 级别 level, 并入 into, 期次 period, 路线 route, 步骤 step, 转至 to""")
KIND = table("""受理 received, 派单 dispatched, 签收 accepted, 退单 returned, 退单通过 return_upheld,
 退单驳回 return_rejected, 指定承办 designated, 信息更正 amended, 先行联系 contacted, 联系未果 contact_failed,
 约定上门 visit_agreed, 上门核查 visited, 指派跟踪 tracker_assigned, 协办反馈 assisted, 处置完毕 handled, 答复 replied,
 跟踪单 slip_filed, 申请签批 signoff_requested, 签批 signed, 退回 sent_back, 转交 delegated, 加签 signer_added,
 撤回 withdrawn, 申请延期 extension_requested, 批准延期 extension_granted, 驳回延期 extension_refused, 办结 completed,
 重办 reopened, 并单 merged, 撤单 cancelled, 回访 revisited, 电话复访 rechecked, 预警 warned, 催办 reminded,
 督办 supervised, 批示 instructed, 周小结 reported_weekly, 月总结 reported_monthly, 免除 waived""")
DERIVED = ("overdue", "route_completed", "route_refused", "slip_complete")     # E-1


def header(word, headers):
    """A header in either language to its name; any other is itself, folded; 属性.名 is where.名."""
    word = fold(word)
    if word.startswith("属性."):
        word = "where." + word[len("属性."):]
    if word.startswith("where."):
        name = word[len("where."):].strip()
        return "where." + TICKET_HEADER.get(name, name)
    return headers.get(word, word)
