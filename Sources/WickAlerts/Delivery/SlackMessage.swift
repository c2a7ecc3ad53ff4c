/// What Slack's incoming webhooks take (https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks/):
///
///     {"blocks":[{"text":{"text":"…","type":"mrkdwn"},"type":"section"},…],"text":"…","unfurl_links":false}
struct SlackMessage: Encodable {
    struct Text: Encodable {
        var type = "mrkdwn"
        let text: String
    }

    struct Block: Encodable {
        let type: String
        var text: Text?
        var elements: [Text]?
    }

    /// Slack refuses a section beyond 3,000 characters; escapes of `&` take five for one.
    private static let maximumLineLength = 250

    /// For notifications, and clients without blocks.
    let text: String
    let blocks: [Block]
    let unfurlLinks = false
    let unfurlMedia = false

    enum CodingKeys: String, CodingKey {
        case text, blocks
        case unfurlLinks = "unfurl_links"
        case unfurlMedia = "unfurl_media"
    }

    init(_ message: AlertMessage) {
        let notice = message.notice
        let lines = notice.entries.map { entry in
            let sign = entry.state == .firing ? ":red_circle:" : ":large_green_circle:"
            let text = Self.escaped(String(entry.text.prefix(Self.maximumLineLength)))
            return "\(sign) *\(Self.escaped(entry.subject))*: \(text) (\(entry.time))"
        }
        text = Self.escaped("\(notice.rule): \(notice.lines.joined(separator: "; "))".prefixed(1000))
        blocks =
            [Block(type: "section", text: Text(text: "*\(notice.rule)*"))]
            + lines.map { Block(type: "section", text: Text(text: $0)) }
            + [Block(type: "context", elements: [Text(text: message.signature)])]
    }

    /// The three characters that Slack reads as markup: a link or a mention of everybody begins with `<`.
    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }
}

extension String {
    func prefixed(_ length: Int) -> String { String(prefix(length)) }
}
