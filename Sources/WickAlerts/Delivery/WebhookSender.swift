import Foundation
public import WickNetwork

/// Posts messages to Slack or Discord.
public struct WebhookSender: AlertSender {
    public enum Service: String, CaseIterable, Sendable {
        case slack
        case discord
    }

    /// For the whole exchange; both services answer within a second.
    public static let deadline: Duration = .seconds(10)
    /// Of an answer: Slack's is "ok", Discord's none; an error of either is a line.
    private static let maximumAnswerBytes = 16 << 10

    private let service: Service
    private let address: WebhookAddress
    private let client: any HTTPClient
    private let wallNanoseconds: @Sendable () -> Int64
    private let deadline: Duration

    /// - Parameter wallNanoseconds: since 1970, for a `Retry-After` that is a date.
    public init(
        _ service: Service, at address: WebhookAddress, client: any HTTPClient,
        wallNanoseconds: @escaping @Sendable () -> Int64, deadline: Duration = Self.deadline
    ) {
        self.service = service
        self.address = address
        self.client = client
        self.wallNanoseconds = wallNanoseconds
        self.deadline = deadline
    }

    public var target: String { service.rawValue }

    public func send(_ message: AlertMessage) async -> SendingResult {
        let body =
            switch service {
            case .slack: AlertJSON.data(SlackMessage(message))
            case .discord: AlertJSON.data(DiscordMessage(message))
            }
        // A webhook that sends on to elsewhere would give the message to another host.
        let request = HTTPRequest(
            .post, address.url, headers: [HTTPHeader("Content-Type", "application/json")], body: Array(body),
            deadline: deadline, maximumBodyBytes: Self.maximumAnswerBytes, maximumRedirects: 0)
        do throws(NetworkError) {
            return judge(try await client.send(request))
        } catch {
            return judge(error)
        }
    }

    private func judge(_ answer: HTTPResponse) -> SendingResult {
        switch answer.status {
        case 200...299:
            // A proxy's own page also has 200.
            guard isAcceptance(answer) else {
                return .failed(
                    reason: "HTTP \(answer.status), but not as \(service.rawValue) says it: \(words(answer))")
            }
            return .delivered
        case 408, 429, 500...599:
            return .failed(reason: reason(answer), asked: asked(answer), isDoubtful: answer.status >= 500)
        default: return .refused(reason: reason(answer))
        }
    }

    /// Slack says "ok"; Discord says nothing, or tells of the message where the address asks for that (`?wait=true`).
    private func isAcceptance(_ answer: HTTPResponse) -> Bool {
        switch service {
        case .slack: words(answer) == "ok"
        case .discord: answer.status == 204 || answer.body.first == UInt8(ascii: "{")
        }
    }

    /// The text names the phase and the cause, but not the place, which is the secret.
    private func judge(_ error: NetworkError) -> SendingResult {
        let reason = address.scrubbed("\(error.phase.rawValue): \(error.cause)")
        guard error.canRetry || error.phase != .url else { return .refused(reason: reason) }
        let mayHaveArrived = error.phase == .send || error.phase == .receive
        return .failed(reason: reason, asked: error.retryAfter, isDoubtful: mayHaveArrived)
    }

    private func reason(_ answer: HTTPResponse) -> String {
        let words = words(answer)
        return "HTTP \(answer.status)" + (words.isEmpty ? "" : ": \(words)")
    }

    /// The beginning of the answer, made safe.
    private func words(_ answer: HTTPResponse) -> String {
        let text = AlertText.safe(address.scrubbed(String(decoding: answer.body.prefix(1000), as: UTF8.self)))
        return text.trimmingCharacters(in: .whitespaces)
    }

    private struct Limit: Decodable {
        /// Seconds, with a fraction.
        let retry_after: Double
    }

    /// The header of both, and Discord's JSON, which is more exact.
    private func asked(_ answer: HTTPResponse) -> Duration? {
        let header = answer[header: "Retry-After"].flatMap { text -> Duration? in
            RetryAfter.duration(text, nowNanoseconds: wallNanoseconds())
                // Discord's is documented as whole seconds, and has come with a fraction.
                ?? Double(text).flatMap(Self.seconds)
        }
        // Most errors have no such object, which then says nothing.
        let body = (try? JSONDecoder().decode(Limit.self, from: Data(answer.body))).flatMap {
            Self.seconds($0.retry_after)
        }
        return [header, body].compactMap(\.self).max()
    }

    private static func seconds(_ value: Double) -> Duration? {
        value.isFinite && value >= 0 ? .seconds(min(value, 365 * 86_400)) : nil
    }
}
