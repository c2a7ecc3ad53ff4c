import Foundation
import WickNetwork
import WickNews

/// Asks a running service over HTTP, with its token. Owned by one command.
struct AttachClient: Sendable {
    /// A page of a thousand candles has 0.5 MB.
    private static let maximumBodyBytes = 4 << 20
    private static let deadline: Duration = .seconds(15)

    /// Without a slash at its end, e.g. "http://127.0.0.1:8686".
    let url: String
    private let network: NetworkThread
    private let headers: [HTTPHeader]

    /// - Parameter token: nil where the service wants none.
    init(url: String, token: String?, network: NetworkThread) {
        self.url = url.hasSuffix("/") ? String(url.dropLast()) : url
        self.network = network
        headers = token.map { [HTTPHeader("authorization", "Bearer \($0)")] } ?? []
    }

    /// Why there is nothing to show.
    enum Failure: Error, CustomStringConvertible {
        case network(NetworkError)
        /// The service's own words.
        case refused(path: String, status: Int, detail: String)
        case unreadable(path: String, reason: String)
        case ended(reason: String)

        var description: String {
            switch self {
            case .network(let error): "\(error)"
            case .refused(let path, let status, let detail): "\(path): \(status): \(PlainText.line(detail))"
            case .unreadable(let path, let reason): "\(path): this is not wick's answer: \(reason)"
            case .ended(let reason): "the stream has ended: \(reason)"
            }
        }

        /// Whether trying again can help; a token that is wrong stays so.
        var canRetry: Bool { if case .refused(_, 401, _) = self { false } else { true } }
    }

    private struct ProblemDocument: Decodable { let detail: String }

    /// - Parameter path: with its query.
    func get<Answer: Decodable>(_ path: String, _ type: Answer.Type) async throws(Failure) -> Answer {
        let response: HTTPResponse
        do throws(NetworkError) {
            response = try await network.send(
                HTTPRequest(
                    .get, url + path, headers: headers, deadline: Self.deadline,
                    maximumBodyBytes: Self.maximumBodyBytes, maximumRedirects: 0))
        } catch { throw .network(error) }
        guard response.status == 200 else {
            let problem = try? Self.decode(ProblemDocument.self, response.body, path)
            throw .refused(path: path, status: response.status, detail: problem?.detail ?? "no reason was given")
        }
        return try Self.decode(type, response.body, path)
    }

    /// Opens the stream and subscribes to everything.
    func subscribe() async throws(Failure) -> any WebSocketConnection {
        var request = WebSocketRequest("ws" + url.dropFirst(4) + "/v1/stream", headers: headers)
        request.maximumMessageBytes = Self.maximumBodyBytes
        // The service pings every 20 s.
        request.idleDeadline = .seconds(60)
        do throws(NetworkError) {
            let connection = try await network.connect(request)
            try await connection.send(
                text: Array(#"{"subscribe":["candles","predictions","outcomes"]}"#.utf8))
            return connection
        } catch {
            if error.status == 401 {
                throw .refused(path: "/v1/stream", status: 401, detail: "the service wants its token (--token-file)")
            }
            throw .network(error)
        }
    }

    /// In a line: Foundation's own words have many, with whatever stood in the answer.
    private static func reason(_ error: any Error) -> String {
        guard let error = error as? DecodingError else { return "it cannot be read" }
        switch error {
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .keyNotFound(_, let context):
            let path = PlainText.line(context.codingPath.map(\.stringValue).joined(separator: "."))
            return "'\(path.prefix(80))' is missing or not what it should be"
        default: return "it is not valid JSON"
        }
    }

    static func decode<Answer: Decodable>(
        _ type: Answer.Type, _ bytes: [UInt8], _ path: String
    ) throws(Failure) -> Answer {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        do { return try decoder.decode(type, from: Data(bytes)) } catch {
            throw .unreadable(path: path, reason: reason(error))
        }
    }
}
