/// What Discord's webhooks take (https://discord.com/developers/docs/resources/webhook#execute-webhook):
///
///     {"allowed_mentions":{"parse":[]},"embeds":[{"color":15548997,"description":"…","footer":{"text":"…"},"title":"…"}]}
struct DiscordMessage: Encodable {
    struct Mentions: Encodable {
        /// Nobody is pinged, whatever a text says.
        let parse: [String] = []
    }

    struct Footer: Encodable {
        let text: String
    }

    struct Embed: Encodable {
        let title: String
        let description: String
        let color: Int
        let timestamp: String?
        let footer: Footer
    }

    /// Discord refuses a description beyond 4,096 characters; ten lines of this and their subjects are 3,800.
    private static let maximumLineLength = 300
    private static let red = 0xed4245
    private static let green = 0x57f287

    let allowedMentions = Mentions()
    let embeds: [Embed]

    enum CodingKeys: String, CodingKey {
        case embeds
        case allowedMentions = "allowed_mentions"
    }

    init(_ message: AlertMessage) {
        let notice = message.notice
        let lines = notice.entries.map { entry in
            let sign = entry.state == .firing ? "🔴" : "🟢"
            let text = Self.escaped(entry.text)
            return "\(sign) **\(Self.escaped(entry.subject))**: \(text)"
        }
        let isOver = notice.entries.allSatisfy { $0.state == .resolved }
        embeds = [
            Embed(
                title: Self.escaped(notice.rule), description: lines.joined(separator: "\n"),
                color: isOver ? Self.green : Self.red, timestamp: notice.entries.last?.time,
                footer: Footer(text: message.signature))
        ]
    }

    /// Characters that Discord reads as markup; what would be too long is cut, never between a backslash and its character.
    private static func escaped(_ text: String) -> String {
        var result = ""
        for character in text {
            guard result.count < maximumLineLength - 1 else { break }
            if "\\*_~`|>#[]()".contains(character) { result.append("\\") }
            result.append(character)
        }
        return result
    }
}
