import Foundation
import Testing
import WickNetwork

/// A server in another process, by other people's code. Owns the process, which ends with its standard input, hence with the tests.
final class Peer: Sendable {
    /// Python's standard library: plain and TLS sockets that misbehave on demand.
    static let raw = Peer(python: "/usr/bin/env", ["python3"], script: "raw_peer.py")
    /// The same once more, for what keeps it so busy that the others would wait.
    static let heavy = Peer(python: "/usr/bin/env", ["python3"], script: "raw_peer.py")
    /// Python's `websockets`; `make test` puts it where it is looked for.
    static let websockets = Peer(python: websocketsPython, [], script: "websockets_peer.py")

    /// The mark that the Makefile leaves once the package is there too.
    static let hasWebsockets = FileManager.default.fileExists(
        atPath: tests.appending(path: "../../.build/peers/ready").standardized.path)
    static let websocketsMissing: Comment = "needs Python's websockets in .build/peers: run make test"

    private static let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    private static let websocketsPython = tests.appending(path: "../../.build/peers/bin/python").standardized.path

    private let ports: [String: Int]
    private let input: Pipe

    private init(python: String, _ arguments: [String], script: String) {
        let process = Process()
        let output = Pipe()
        input = Pipe()
        process.executableURL = URL(filePath: python)
        let path = Self.tests.appending(path: "Peers").appending(path: script).path
        process.arguments = arguments + [path, TestCertificates.shared.folder]
        process.environment = ProcessInfo.processInfo.environment.merging(["PYTHONDONTWRITEBYTECODE": "1"]) { $1 }
        process.standardInput = input
        process.standardOutput = output
        do {
            try process.run()
            ports = try JSONDecoder().decode([String: Int].self, from: output.fileHandleForReading.availableData)
        } catch {
            preconditionFailure("\(script) did not start: \(error)")
        }
    }

    func port(_ name: String) -> Int {
        guard let port = ports[name] else { preconditionFailure("no peer is called \(name)") }
        return port
    }

    /// The name localhost, because certificates are checked against names.
    func url(_ scheme: String, _ name: String, _ path: String) -> String {
        "\(scheme)://localhost:\(port(name))\(path)"
    }
}

/// Trusts the tests' authority at every TLS port; the clock counts its readings.
func network(
    trusting files: [String] = [TestCertificates.shared.authorityFile],
    _ change: (inout NetworkConfiguration) -> Void = { _ in }
) throws -> NetworkThread {
    var ports = ["good", "expired", "early", "selfsigned", "elsewhere", "stranger"].map { Peer.raw.port($0) }
    if Peer.hasWebsockets { ports.append(Peer.websockets.port("websockets")) }
    let endpoints = ports.map { (NetworkEndpoint(host: "localhost", port: $0), files) }
    let clock = CountingClock()
    var configuration = NetworkConfiguration(
        userAgent: "wick tests", authorities: Dictionary(uniqueKeysWithValues: endpoints),
        connectDeadline: .seconds(30), wallClock: { clock.next() })
    change(&configuration)
    return try NetworkThread(configuration)
}

extension HTTPClient {
    func get(_ url: String) async throws(NetworkError) -> HTTPResponse {
        try await send(HTTPRequest(.get, url, deadline: .seconds(30)))
    }

    /// What a peer noted under a key; it waits until there is something.
    func observed(_ key: String, by peer: Peer = .raw) async throws(NetworkError) -> String {
        // Long, because a machine with other work may be slow; nobody waits that long otherwise.
        try await send(
            HTTPRequest(.get, peer.url("http", "plain", "/observed?\(key)"), deadline: .seconds(30))
        ).text
    }
}

extension HTTPResponse {
    var text: String { String(decoding: body, as: UTF8.self) }
}

extension WebSocketConnector {
    func connect(_ url: String) async throws(NetworkError) -> any WebSocketConnection {
        try await connect(WebSocketRequest(url, deadline: .seconds(30)))
    }
}

/// The error of what must fail.
func failure<Value>(_ body: () async throws(NetworkError) -> Value) async throws -> NetworkError {
    do throws(NetworkError) {
        let value = try await body()
        Issue.record("gave \(value)")
    } catch {
        return error
    }
    throw CancellationError()
}

/// A key that no other test uses.
func freshKey() -> String { UUID().uuidString }

/// 1, 2, 3, ...: a wall clock whose readings tests can predict.
final class CountingClock: @unchecked Sendable {
    private let lock = NSLock()
    private var count: Int64 = 0

    func next() -> Int64 {
        lock.withLock {
            count += 1
            return count
        }
    }
}
