import Foundation
import Testing

/// `wick run` as a service manager and its clients see it. No venue can be reached: feeds go on trying.
@Suite struct RunCommandTests {
    private func configuration(_ folder: TemporaryFolder, _ more: String = "") throws -> String {
        let text = """
            [venues.kraken]
            websocket = "wss://127.0.0.1:1"
            rest = "https://127.0.0.1:1"
            symbols = ["BTC/USD"]
            [venues.binance]
            enabled = false
            [news]
            enabled = false
            [store]
            path = "\(folder.path(of: "wick.db"))"
            \(more)
            """
        return try folder.write("wick.toml", Array(text.utf8))
    }

    /// Where the service listens, once it has said so.
    private func address(_ log: URL) throws -> String {
        let text = try String(contentsOf: log, encoding: .utf8)
        let match = try #require(text.firstMatch(of: /listening on (http:\/\/[^\s"]+)/), "\(text)")
        return String(match.1)
    }

    @Test(arguments: [true, false])
    func itTellsTheServiceManagerAndEndsInOrder(isAbstract: Bool) throws {
        let folder = try TemporaryFolder()
        let log = folder.url(of: "log")
        let notify = try NotifySocket(
            name: isAbstract ? "@wick-\(UUID().uuidString)" : folder.path(of: "notify"))
        let arguments = ["run", "--config", try configuration(folder), "--port", "0", "--log-format", "json"]
        let process = try Program.wick.start(
            arguments, errors: log, environment: ["NOTIFY_SOCKET": notify.name, "WATCHDOG_USEC": "1000000"])
        defer { process.terminate() }
        #expect(notify.receiveState() == "READY=1")
        let url = try address(log)
        #expect(try PlainRequest.status(of: "\(url)/healthz") == 200)
        #expect(try PlainRequest.status(of: "\(url)/readyz") == 503)
        #expect(notify.receive() == "WATCHDOG=1")
        _ = try configuration(folder, "[api]\nrequests_per_second = 7\nconnections = 9")
        kill(process.processIdentifier, SIGHUP)
        #expect(notify.receiveState()?.hasPrefix("RELOADING=1\nMONOTONIC_USEC=") == true)
        #expect(notify.receiveState() == "READY=1")
        process.terminate()
        #expect(notify.receiveState() == "STOPPING=1")
        process.waitUntilExit()
        #expect(process.terminationReason == .exit && process.terminationStatus == 0)
        let lines = try String(contentsOf: log, encoding: .utf8).split(separator: "\n")
        for line in lines { #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(line.utf8)) } }
        #expect(lines.contains { $0.contains("reloaded: api.requests_per_second") })
        #expect(lines.contains { $0.contains("takes effect at the next start only: api.connections") })
    }

    /// A store that has never seen a training, and a schedule: the service trains by itself, says why, and predicts from then on.
    @Test func itTrainsOnScheduleWithoutBeingAsked() throws {
        let folder = try TemporaryFolder()
        let recording = folder.path(of: "market.wick.zst")
        let database = folder.path(of: "wick.db")
        let made = try Program.sim.run(
            "record", "--seed", "5", "--days", "1", "--venue", "kraken", "--trades-per-second", "0.2", "--out",
            recording)
        try #require(made.status == 0, "\(made.errors)")
        let filled = try Program.wick.run("replay", recording, "--headless", "--db", database)
        try #require(filled.status == 0, "\(filled.errors)")
        let log = folder.url(of: "log")
        let settings = try configuration(folder, "[learning]\nretrain_hours = 24\ntrain_days = 3660")
        let process = try Program.wick.start(["run", "--config", settings, "--port", "0"], errors: log)
        defer { process.terminate() }
        func models() throws -> String { try Program.wick.run("models", "list", "--db", database).output }
        // Training takes seconds; on a busy machine some more.
        for _ in 0..<600 {
            if try models().contains("BTC/USD") { break }
            usleep(100_000)
        }
        process.terminate()
        process.waitUntilExit()
        let text = try String(contentsOf: log, encoding: .utf8)
        #expect(text.contains("kraken BTC/USD 5m: it has never been trained"), "\(text)")
        #expect(try models().contains("BTC/USD"), "\(text)")
    }

    @Test func attachingToNobodySaysSoAndThatItTriesAgain() throws {
        let folder = try TemporaryFolder()
        let log = folder.url(of: "log")
        let process = try Program.wick.start(["attach", "http://127.0.0.1:1"], errors: log)
        defer { process.terminate() }
        var said = ""
        for _ in 0..<600 {
            said = try String(contentsOf: log, encoding: .utf8)
            if said.contains("next try in 2 s") { break }
            usleep(50_000)
        }
        #expect(said.contains("nobody listens on 127.0.0.1:1"), "\(said)")
        #expect(said.contains("next try in 1 s\n") && said.contains("next try in 2 s\n"), "\(said)")
    }

    @Test func theTokenOfAFileIsWantedAndNeverSaid() throws {
        let folder = try TemporaryFolder()
        let (log, token) = (folder.url(of: "log"), "a-token-of-many-letters")
        let file = try folder.write("token", Array("\(token)\n".utf8))
        chmod(file, 0o600)
        let notify = try NotifySocket(name: folder.path(of: "notify"))
        let process = try Program.wick.start(
            ["run", "--config", try configuration(folder), "--port", "0", "--token-file", file], errors: log,
            environment: [
                "NOTIFY_SOCKET": notify.name, "WICK_NETWORK_PROXY": "http://me:my-password@127.0.0.1:1",
                "WICK_NEWS_FEEDS_COINDESK_URL": "https://127.0.0.1:1/feed?key=my-key",
            ])
        defer { process.terminate() }
        #expect(notify.receiveState() == "READY=1")
        let url = try address(log)
        #expect(try PlainRequest.status(of: "\(url)/v1/status") == 401)
        #expect(try PlainRequest.status(of: "\(url)/v1/status", token: "another-token-of-letters") == 401)
        #expect(try PlainRequest.status(of: "\(url)/v1/status", token: token) == 200)
        process.terminate()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        let said = try String(contentsOf: log, encoding: .utf8)
        #expect(![token, "my-password", "my-key"].contains { said.contains($0) }, "\(said)")
        #expect(said.contains("network.proxy = \"http://…@127.0.0.1:1\""))
    }

    @Test func attachingWithoutTheTokenEndsAndWithItShowsTheStream() throws {
        let folder = try TemporaryFolder()
        let log = folder.url(of: "log")
        let notify = try NotifySocket(name: folder.path(of: "notify"))
        let token = ["WICK_API_TOKEN": "a-token-of-many-letters"]
        let process = try Program.wick.start(
            ["run", "--config", try configuration(folder), "--port", "0"], errors: log,
            environment: token.merging(["NOTIFY_SOCKET": notify.name]) { $1 })
        defer { process.terminate() }
        #expect(notify.receiveState() == "READY=1")
        let url = try address(log)
        let stranger = try Program.wick.run("attach", url, "--plain")
        #expect(stranger.status == 1 && stranger.errorLines.count == 1 && stranger.errors.contains("--token-file"))
        let friend = try Program.wick.start(["attach", url, "--plain"], environment: token)
        let end = Date() + 30
        while try !PlainRequest.body(of: "\(url)/metrics", token: token["WICK_API_TOKEN"])
            .contains("wick_stream_subscribers 1")
        {
            try #require(Date() < end, "nobody has subscribed")
            usleep(10_000)
        }
        friend.terminate()
        friend.waitUntilExit()
    }

    @Test(arguments: ["nonsense", "ftp://127.0.0.1", "http://127.0.0.1:1?x=1"])
    func whatIsNoURLIsWrongUsage(url: String) throws {
        let result = try Program.wick.run("attach", url)
        #expect(result.status == 2 && result.errorLines.count == 1, "\(result.errors)")
    }

    @Test(arguments: [
        (["--address", "0.0.0.0"], "there is no token"),
        (["--address", "localhost"], "is not an IPv4 or IPv6 address"),
        (["--token-file", "/nonexistent/token"], "cannot be read"), (["--token-file", "/dev/null"], "is not a file"),
        (["--venue", "bitfinex"], "no venue is enabled"),
    ])
    func whatCannotBeIsOneLine(flags: [String], part: String) throws {
        let folder = try TemporaryFolder()
        let result = try Program.wick.run(["run", "--config", try configuration(folder), "--port", "0"] + flags)
        #expect(result.status == 1 && result.errorLines.count == 1, "\(result.errors)")
        #expect(result.errors.contains(part), "\(result.errors)")
    }

    @Test(arguments: [["--port", "99999"], ["--log-format", "xml"], ["--for", "soon"]])
    func wrongFlagsAreWrongUsage(flags: [String]) throws {
        let result = try Program.wick.run(["run"] + flags)
        #expect(result.status == 2 && result.errorLines.count == 1, "\(result.errors)")
    }

    @Test func aTokenFileThatOthersCanReadIsRefused() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("token", Array("a-token-of-many-letters".utf8))
        chmod(file, 0o644)
        let result = try Program.wick.run(
            "run", "--config", try configuration(folder), "--port", "0", "--token-file", file)
        #expect(result.status == 1 && result.errors.contains("chmod 600"), "\(result.errors)")
    }

    @Test func aTokenThatIsTooShortIsRefusedWithoutBeingSaid() throws {
        let folder = try TemporaryFolder()
        let result = try Program.wick.run(
            "run", "--config", try configuration(folder), "--port", "0", environment: ["WICK_API_TOKEN": "tiny-one"])
        #expect(result.status == 1 && result.errors.contains("16 to 512") && !result.errors.contains("tiny-one"))
    }

    @Test(arguments: [
        ("address = \"localhost\"", "api.address"), ("port = 70000", "api.port"),
        ("connections = 0", "api.connections"),
        ("origins = [\"example.org\"]", "api.origins"), ("tokens = 1", "api.token"),
    ])
    func theConfigurationNamesTheKeyAndWhatIsAllowed(line: String, key: String) throws {
        let folder = try TemporaryFolder()
        let result = try Program.wick.run("run", "--config", try configuration(folder, "[api]\n\(line)"))
        #expect(result.status == 1 && result.errorLines.count == 1 && result.errors.contains(key), "\(result.errors)")
    }
}
