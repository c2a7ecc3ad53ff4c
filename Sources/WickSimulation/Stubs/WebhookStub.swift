import Foundation

/// Slack's and Discord's webhooks, willing or not: `/slack` and `/discord`. Keeps what it took, and tells repeats apart by the
/// id in the message.
public struct WebhookStub: StubHandler {
    /// How it answers.
    public enum Mode: String, CaseIterable, Sendable {
        /// Slack's 200 with "ok", Discord's 204.
        case accept
        /// Takes the message, and the connection breaks before the answer is whole.
        case takeAndTear = "take-and-tear"
        case busy = "429"
        case failing = "500"
        /// The webhook was deleted.
        case gone = "404"
        case stall
        /// A proxy's own page.
        case page
    }

    /// A request, in the order in which they came.
    public struct Delivery: Equatable, Sendable {
        public let service: String
        /// In the message: the same for every attempt to send it.
        public let id: String
        public let mode: Mode
        public let body: String

        /// Whether the message counts as taken.
        public var isTaken: Bool { mode == .accept || mode == .takeAndTear }
    }

    public private(set) var deliveries: [Delivery] = []
    /// One for each request; the last goes on.
    private var modes: [Mode]
    /// Seconds that 429 asks to wait.
    private let retryAfter: Double

    public init(_ modes: [Mode] = [.accept], retryAfter: Double = 1) {
        precondition(!modes.isEmpty, "a stub without a mode")
        self.modes = modes
        self.retryAfter = retryAfter
    }

    public mutating func set(_ modes: [Mode]) { self.modes = modes }

    public mutating func answer(_ request: StubRequest) -> StubAnswer {
        guard request.method == "POST" else { return StubAnswer(status: 405, "{}") }
        let isSlack = request.path.hasPrefix("/slack")
        let mode = modes.count > 1 ? modes.removeFirst() : modes[0]
        let body = String(decoding: request.body, as: UTF8.self)
        deliveries.append(
            Delivery(service: isSlack ? "slack" : "discord", id: Self.identifier(in: body), mode: mode, body: body))
        return isSlack ? slack(mode) : discord(mode)
    }

    /// 32 hexadecimal digits behind "wick · ".
    private static func identifier(in body: String) -> String {
        guard let start = body.range(of: "wick · ")?.upperBound else { return "" }
        return String(body[start...].prefix(32))
    }

    private func slack(_ mode: Mode) -> StubAnswer {
        switch mode {
        case .accept: return StubAnswer(type: "text/html", "ok")
        case .takeAndTear: return Self.torn(StubAnswer(type: "text/html", "ok"))
        case .busy:
            return StubAnswer(status: 429, type: "text/html", "rate_limited")
                .with("Retry-After", "\(Int(retryAfter.rounded(.up)))")
        case .failing: return StubAnswer(status: 500, type: "text/html", "rollup_error")
        case .gone: return StubAnswer(status: 404, type: "text/html", "no_service")
        case .stall: return .silence
        case .page: return StubAnswer(type: "text/html", "<html>Please sign in</html>")
        }
    }

    private func discord(_ mode: Mode) -> StubAnswer {
        switch mode {
        case .accept: return StubAnswer(status: 204, "")
        case .takeAndTear: return Self.torn(StubAnswer(status: 200, "{\"id\":\"1\",\"type\":0}"))
        case .busy:
            return StubAnswer(
                status: 429,
                "{\"message\":\"You are being rate limited.\",\"retry_after\":\(retryAfter),\"global\":false}"
            ).with("Retry-After", "\(Int(retryAfter.rounded(.up)))")
        case .failing: return StubAnswer(status: 500, "{\"message\":\"500: Internal Server Error\",\"code\":0}")
        case .gone: return StubAnswer(status: 404, "{\"message\":\"Unknown Webhook\",\"code\":10015}")
        case .stall: return .silence
        case .page: return StubAnswer(type: "text/html", "<html>Please sign in</html>")
        }
    }

    private static func torn(_ answer: StubAnswer) -> StubAnswer {
        var answer = answer
        answer.ending = .torn
        return answer
    }
}
