import Foundation
import Testing

/// `wick-sim serve` as scripts use it.
@Suite struct ServeCommandTests {
    @Test func itPrintsWhereEachVenueIsAndEndsByASignal() throws {
        let folder = try TemporaryFolder()
        let output = folder.url(of: "output")
        let process = try Program.sim.start(
            ["serve", "--venue", "kraken", "--venue", "binance", "--seed", "7", "--ca", folder.path(of: "ca.pem")],
            output: output)
        let lines = try waitForLines(2, in: output)
        process.terminate()
        process.waitUntilExit()
        #expect(process.terminationReason == .exit && process.terminationStatus == 0)
        let objects = try lines.map {
            try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: String])
        }
        #expect(objects.map { $0["venue"] } == ["kraken", "binance"])
        #expect(objects[0]["websocket"]?.hasPrefix("wss://127.0.0.1:") == true)
        #expect(objects[0]["rest"]?.hasPrefix("https://127.0.0.1:") == true)
        let authority = try String(contentsOfFile: try #require(objects[0]["ca"]), encoding: .utf8)
        #expect(authority.hasPrefix("-----BEGIN CERTIFICATE-----"))
    }

    @Test func itEndsAfterItsTime() throws {
        let folder = try TemporaryFolder()
        let result = try Program.sim.run(
            "serve", "--venue", "kraken", "--seed", "7", "--ca", folder.path(of: "ca.pem"), "--for", "0.1s")
        #expect(result.status == 0 && result.errors.isEmpty)
    }

    @Test(arguments: [
        (["--faults", "louder=1"], "louder"), (["--speed", "fast"], "fast"), (["--speed", "0"], "speed is 0"),
        (["--speed", "1e-300"], "0.000001 to 1000000"),
        (["--for", "soon"], "soon"), (["--tls-fault", "none"], "wrong-name"), (["--venue", "mtgox"], "mtgox"),
        (["--venue", "kraken"], "each once"), (["--trades-per-second", "99999"], "trades per second"),
    ])
    func wrongFlagsAreOneLineThatSaysWhatIsAllowed(flags: [String], part: String) throws {
        let folder = try TemporaryFolder()
        let result = try Program.sim.run(
            ["serve", "--venue", "kraken", "--seed", "7", "--ca", folder.path(of: "ca.pem"), "--for", "1s"] + flags)
        #expect(result.status == 2 && result.errorLines.count == 1, "\(result.errors)")
        #expect(result.errors.contains(part), "\(result.errors)")
    }

    @Test(arguments: [
        (["--ca", "/nonexistent/ca.pem"], "/nonexistent/ca.pem"),
        (["--recording", "/nonexistent.zst"], "nonexistent.zst"),
    ])
    func whatCannotBeOpenedIsNamed(flags: [String], part: String) throws {
        let folder = try TemporaryFolder()
        let result = try Program.sim.run(
            ["serve", "--venue", "kraken", "--seed", "7", "--ca", folder.path(of: "ca.pem"), "--for", "1s"] + flags)
        #expect(result.status == 1 && result.errorLines.count == 1 && result.errors.contains(part), "\(result.errors)")
    }

    /// A program has started when it says so; that takes as long as it takes, within reason.
    private func waitForLines(_ count: Int, in file: URL) throws -> [Substring] {
        let end = Date() + 30
        while Date() < end {
            let text = try String(contentsOf: file, encoding: .utf8)
            if text.hasSuffix("\n"), case let lines = text.split(separator: "\n"), lines.count >= count { return lines }
            usleep(10_000)
        }
        throw CocoaError(.fileReadUnknown)
    }
}
