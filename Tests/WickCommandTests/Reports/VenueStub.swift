import Foundation
import WickDomain
import WickSimulation

/// A venue's REST interface as a test wants it: what it answers to a path and a query.
struct VenueStub: StubHandler {
    /// What was asked, without requests for the time.
    private(set) var asked: [String] = []
    private let respond: @Sendable (URLComponents) -> StubAnswer

    init(_ respond: @escaping @Sendable (URLComponents) -> StubAnswer) { self.respond = respond }

    mutating func answer(_ request: StubRequest) -> StubAnswer {
        guard let target = URLComponents(string: request.target) else { return StubAnswer(status: 400, "") }
        // The time is the test's own.
        if target.path.lowercased().hasSuffix("/time") { return StubAnswer(status: 404, "") }
        asked.append(request.target)
        return respond(target)
    }
}

extension URLComponents {
    /// The first value of a name in the query.
    func value(_ name: String) -> String? { queryItems?.first { $0.name == name }?.value }
    func number(_ name: String) -> Int { Int(value(name) ?? "") ?? 0 }
}

/// `wick backfill` against one stub.
struct StubbedBackfill {
    let server: StubServer<VenueStub>
    let venue: String
    private let folder: TemporaryFolder
    private let configuration: String

    init(_ venue: String, _ respond: @escaping @Sendable (URLComponents) -> StubAnswer) throws {
        folder = try TemporaryFolder()
        var authority: [UInt8] = []
        // Venues are asked over TLS only.
        server = try StubServer(
            VenueStub(respond), authority: { authority = $0 },
            now: Timestamp(seconds: Int64(Date().timeIntervalSince1970)))
        self.venue = venue
        let file = try folder.write("ca.pem", authority)
        let text =
            "[venues.\(venue)]\nenabled = true\nwebsocket = \"wss://127.0.0.1:9\"\nrest = \"\(server.address)\"\n"
            + "ca = \"\(file)\"\n"
        configuration = try folder.write("wick.toml", text.utf8)
    }

    private var database: String { folder.path(of: "wick.db") }
    var asked: [String] { server.inspect { $0.asked } }

    func run(_ symbol: String, since: String, _ more: String...) throws -> Program.Result {
        try Program.wick.run(
            [
                "backfill", "--config", configuration, "--db", database, "--venue", venue, "--symbol", symbol,
                "--since", since,
            ]
                + more)
    }

    /// The stored candles: minutes since the first, close, volume and state.
    func rows(_ symbol: String) throws -> [String] {
        let result = try Program.wick.run("candles", "--db", database, "--venue", venue, "--symbol", symbol)
        return result.output.split(separator: "\n").dropFirst().map { line in
            let fields = line.split(separator: ",", omittingEmptySubsequences: false)
            return "\(fields[6]) \(fields[7]) \(fields[13])"
        }
    }
}
