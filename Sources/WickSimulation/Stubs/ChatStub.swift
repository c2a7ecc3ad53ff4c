import Foundation
import WickDomain
import WickNews

/// A language model's endpoint in both forms, obedient or not. Ratings are the lexicon's, so that an answer can be told from none.
public struct ChatStub: StubHandler {
    /// How it answers.
    public enum Mode: String, CaseIterable, Sendable {
        case obey
        /// Ratings in words around the object, as models without schemas do.
        case chatty
        /// Prose in place of the object.
        case ignore
        /// Another object than was asked for.
        case wrongSchema = "wrong-schema"
        /// One item too few.
        case missing
        case refuse
        case truncate
        case stall
        /// The connection breaks in the middle of the answer.
        case torn
        case busy = "429"
        case failing = "500"
        case unauthorized = "401"
        case unknownModel = "unknown-model"
        /// Numbers out of range, an item that nobody asked for, escape sequences in every text.
        case inject
        /// A number out of range, and nothing else wrong.
        case excess
        /// An answer of a megabyte.
        case huge
    }

    /// The requests that came: their bodies.
    public private(set) var requests: [String] = []
    /// Keys that came with them.
    public private(set) var keys: [String] = []
    /// One for each request; the last goes on.
    private var modes: [Mode]
    /// Seconds that 429 asks to wait.
    private let retryAfter: Int

    public init(_ modes: [Mode] = [.obey], retryAfter: Int = 1) {
        precondition(!modes.isEmpty, "a stub without a mode")
        self.modes = modes
        self.retryAfter = retryAfter
    }

    public mutating func set(_ modes: [Mode]) { self.modes = modes }

    public mutating func answer(_ request: StubRequest) -> StubAnswer {
        guard request.method == "POST" else { return StubAnswer(status: 405, "{}") }
        requests.append(String(decoding: request.body, as: UTF8.self))
        let key = request[header: "Authorization"].map { $0.replacing("Bearer ", with: "") }
        keys.append(key ?? request[header: "x-api-key"] ?? "")
        let mode = modes.count > 1 ? modes.removeFirst() : modes[0]
        let isAnthropic = request.path.hasSuffix("/messages")
        return answer(mode, titles: Self.titles(in: request.body), isAnthropic: isAnthropic, key: keys.last ?? "")
    }

    private func answer(_ mode: Mode, titles: [String], isAnthropic: Bool, key: String) -> StubAnswer {
        switch mode {
        case .stall: return .silence
        case .busy: return Self.error(429, "Rate limit reached").with("Retry-After", "\(retryAfter)")
        case .failing: return Self.error(500, "The server had an error")
        case .unauthorized: return Self.error(401, "Incorrect API key provided: \(key)")
        case .unknownModel: return Self.error(404, "The model does not exist")
        case .refuse: return Self.refusal(isAnthropic)
        case .truncate: return Self.reply("{\"items\":[{\"index\":0,\"as", isAnthropic, isCut: true)
        case .torn:
            var answer = Self.reply(Self.ratings(titles), isAnthropic)
            answer.ending = .torn
            return answer
        case .huge: return Self.reply(String(repeating: "x", count: 1 << 20), isAnthropic)
        default: return Self.reply(text(mode, titles), isAnthropic)
        }
    }

    private func text(_ mode: Mode, _ titles: [String]) -> String {
        switch mode {
        case .chatty: return "Sure, here it is:\n```json\n\(Self.ratings(titles))\n```\nAnything else?"
        case .ignore: return "These headlines look rather positive to me."
        case .wrongSchema: return "{\"scores\":[0.5,-0.5]}"
        case .missing: return Self.ratings(Array(titles.dropLast()))
        case .excess: return Self.ratings(titles, sentiment: "7.5")
        case .inject:
            let extra =
                "{\"index\":\(titles.count),\"asset\":\"\\u001b]52;c;ZXZpbA==\\u0007\",\"sentiment\":1e300,"
                + "\"confidence\":9,\"horizon\":\"\\u202eforever\",\"event\":\"\\u001b[31mhack\"}"
            return Self.ratings(titles).replacing("]}", with: ",\(extra)]}")
        default: return Self.ratings(titles)
        }
    }

    private struct Body: Decodable {
        struct Message: Decodable {
            var role: String
            var content: String
        }
        var messages: [Message]
    }

    private struct Question: Decodable {
        struct Item: Decodable { var text: String }
        var headlines: [Item]
    }

    private static func titles(in body: [UInt8]) -> [String] {
        // A request that is no such request is asked about nothing.
        guard let body = try? JSONDecoder().decode(Body.self, from: Data(body)),
            let content = body.messages.last(where: { $0.role == "user" })?.content,
            let question = try? JSONDecoder().decode(Question.self, from: Data(content.utf8))
        else { return [] }
        return question.headlines.map(\.text)
    }

    private static func ratings(_ titles: [String], sentiment: String? = nil) -> String {
        let lexicon = LexiconScorer()
        let items = titles.enumerated().map { index, title in
            let found = lexicon.assess(title)
            return """
                {"index":\(index),"asset":"\(found.subject.rawValue)","sentiment":\(sentiment ?? "\(found.sentiment)"),\
                "confidence":0.9,"horizon":"hours","event":"\(found.event?.rawValue ?? "other")"}
                """
        }
        return "{\"items\":[\(items.joined(separator: ","))]}"
    }

    private static func reply(_ text: String, _ isAnthropic: Bool, isCut: Bool = false) -> StubAnswer {
        let quoted = JSONText.quoted(text)
        guard isAnthropic else {
            return StubAnswer(
                """
                {"object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant","content":\(quoted)},\
                "finish_reason":"\(isCut ? "length" : "stop")"}],"usage":{"prompt_tokens":700,"completion_tokens":100}}
                """)
        }
        let isObject = text.hasPrefix("{\"items\":[{") && !isCut
        let block =
            isObject
            ? "{\"type\":\"tool_use\",\"id\":\"1\",\"name\":\"headline_scores\",\"input\":\(text)}"
            : "{\"type\":\"text\",\"text\":\(quoted)}"
        return StubAnswer(
            """
            {"type":"message","content":[\(block)],"stop_reason":"\(isCut ? "max_tokens" : "end_turn")",\
            "usage":{"input_tokens":700,"output_tokens":100}}
            """)
    }

    private static func refusal(_ isAnthropic: Bool) -> StubAnswer {
        let words = "I cannot give financial advice."
        guard isAnthropic else {
            return StubAnswer(
                """
                {"choices":[{"message":{"role":"assistant","content":null,"refusal":"\(words)"},"finish_reason":"stop"}],\
                "usage":{"prompt_tokens":700,"completion_tokens":9}}
                """)
        }
        return StubAnswer(
            "{\"type\":\"message\",\"content\":[{\"type\":\"text\",\"text\":\"\(words)\"}],\"stop_reason\":\"refusal\"}"
        )
    }

    private static func error(_ status: Int, _ message: String) -> StubAnswer {
        StubAnswer(status: status, "{\"error\":{\"message\":\(JSONText.quoted(message)),\"type\":\"error\"}}")
    }
}
