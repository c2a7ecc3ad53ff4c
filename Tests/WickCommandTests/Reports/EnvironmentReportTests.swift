import Foundation
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// Files, folders and variables that are not as they should be. Each test here holds one report of a user, of wick or of a program of its kind
/// (CONTRIBUTING.md, "A report becomes a test").
@Suite struct EnvironmentReportTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// A folder that nobody may enter but root.
    private func closedFolder() throws -> String {
        let path = folder.path(of: "closed")
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try #require(chmod(path, 0o000) == 0)
        return path
    }

    /// Commands that open a database, each with what it needs besides.
    private static let commands = [
        ["candles"], ["features"], ["headlines"], ["predictions"], ["outcomes"], ["models", "list"],
        ["alerts", "list"],
        ["train"], ["evaluate"], ["snapshot"], ["backup", "copy.db"], ["run", "--port", "0"], ["live", "--plain"],
        ["backfill", "--since", "1h"],
        ["import", "x.csv", "--venue", "binance", "--symbol", "BTCUSDT", "--kind", "klines"],
    ]

    @Test(
        "J4: a database in a folder that this account may not enter: permission denied, with the path",
        arguments: commands)
    func aClosedFolderIsSaid(_ command: [String]) throws {
        guard let wick = Program.wick.unprivileged else { return }
        let path = try closedFolder() + "/wick.db"
        let result = try wick.run(command + ["--db", path])
        #expect(result.status == 1)
        #expect(result.errorLines.count == 1)
        #expect(result.errors.contains("permission denied"), "\(result.errors)")
        #expect(result.errors.contains(folder.path(of: "closed")), "\(result.errors)")
    }

    @Test("J4: doctor says so too, of the database and of the folder for recordings")
    func doctorSaysSo() throws {
        guard let wick = Program.wick.unprivileged else { return }
        let closed = try closedFolder()
        let result = try wick.run(
            ["doctor", "--venue", "kraken", "--db", closed + "/wick.db"],
            environment: [
                "WICK_RECORDING_FOLDER": closed + "/recordings", "WICK_VENUES_KRAKEN_REST": "https://127.0.0.1:1",
                "WICK_VENUES_KRAKEN_WEBSOCKET": "wss://127.0.0.1:1",
            ])
        #expect(result.status == 1)
        for name in ["recordings", "database"] {
            let line = result.output.split(separator: "\n").first { $0.contains("  \(name): ") }
            #expect(line?.hasPrefix("FAIL") == true && line?.contains("permission denied") == true, "\(result.output)")
        }
    }

    @Test("J4: what else can be wrong on the way to a database is said with the part that is in the way")
    func otherFaultsOfPathsAreSaid() throws {
        let file = try folder.write("file", Array("text\n".utf8))
        let (loop, dangling) = (folder.path(of: "loop"), folder.path(of: "dangling"))
        try #require(symlink("loop", loop) == 0 && symlink("gone/wick.db", dangling) == 0)
        let long = folder.path(of: String(repeating: "a", count: 300))
        for (path, words) in [
            (file + "/wick.db", "'\(file)' is a file, not a folder"), (loop, "leads round in a circle"),
            (loop + "/wick.db", "leads round in a circle"), (long, "longer than the file system allows"),
            (dangling, "is a link to 'gone/wick.db', which is not there"), (folder.path(of: ""), "it is a folder"),
        ] {
            for command in [["candles"], ["train"], ["backfill", "--since", "1h"]] {
                let result = try Program.wick.run(command + ["--db", path])
                #expect(result.status == 1)
                #expect(result.errors.contains(words), "\(result.errors)")
                #expect(!result.errors.contains("no such database"))
            }
            let doctor = try Program.wick.run(
                ["doctor", "--venue", "kraken", "--db", path],
                environment: [
                    "WICK_VENUES_KRAKEN_REST": "https://127.0.0.1:1",
                    "WICK_VENUES_KRAKEN_WEBSOCKET": "wss://127.0.0.1:1",
                ])
            #expect(doctor.output.contains("FAIL  database: "), "\(doctor.output)")
        }
    }

    @Test("J4: configuration and recordings that may not be read say so")
    func otherFilesSaySo() throws {
        let loop = folder.path(of: "loop.toml")
        try #require(symlink("loop.toml", loop) == 0)
        let looped = try Program.wick.run("config", "--config", loop)
        #expect(looped.errors.contains("cannot be read: '\(loop)' is a link that leads round in a circle"))
        #expect(
            try Program.wick.run("config", "--config", folder.path(of: "")).errors.contains(
                "it is a folder, not a file"))
        guard let wick = Program.wick.unprivileged else { return }
        for name in ["wick.toml", "market.wick.zst"] {
            let file = try folder.write(name, Array("# nothing\n".utf8))
            try #require(chmod(file, 0o000) == 0)
        }
        let closed = try closedFolder()
        let results = [
            try wick.run("config", "--config", folder.path(of: "wick.toml")),
            try wick.run(["config"], environment: ["XDG_CONFIG_HOME": closed]),
            try wick.run("replay", folder.path(of: "market.wick.zst"), "--headless"),
            try wick.run("verify", closed + "/market.wick.zst"),
            try wick.run("record", "--for", "1s", "--out", closed + "/recordings"),
        ]
        for result in results {
            #expect(result.status == 1)
            #expect(result.errors.lowercased().contains("permission denied"), "\(result.errors)")
            #expect(result.errors.contains(folder.path(of: "")), "\(result.errors)")
        }
    }

    @Test("K1: without HOME and XDG variables the account's home is that of the password database")
    func theHomeOfTheAccount() throws {
        let wick = Program.wick.under("env", "-i")
        guard let home = getpwuid(getuid()).flatMap({ $0.pointee.pw_dir.map { String(cString: $0) } }) else { return }
        let result = try wick.run("models", "list")
        // Whether there is a database is this account's business.
        #expect(result.status == 0 || result.errors.contains("'\(home)/.local/share/wick/wick.db'"), "\(result.errors)")
        #expect(!result.errors.contains("//"))
    }

    @Test("K1: variables that name no absolute path say nothing", arguments: ["", "relative"])
    func relativeVariablesSayNothing(_ value: String) throws {
        let home = folder.path(of: "home")
        try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
        let result = try Program.wick.run(["candles"], environment: ["XDG_DATA_HOME": value, "HOME": home])
        #expect(result.errors.contains("opening '\(home)/.local/share/wick/wick.db'"), "\(result.errors)")
        let other = try Program.wick.run(
            ["candles"], environment: ["XDG_DATA_HOME": folder.path(of: "data"), "HOME": value])
        #expect(other.errors.contains("opening '\(folder.path(of: "data"))/wick/wick.db'"), "\(other.errors)")
    }

    @Test("K1: a home that is not there is not made, and the variable to set is named")
    func aMissingHomeIsNamed() throws {
        let home = folder.path(of: "nowhere")
        let result = try Program.wick.run(
            ["backfill", "--since", "1h"], environment: ["XDG_DATA_HOME": "", "HOME": home])
        #expect(result.status == 1)
        #expect(
            result.errors.contains("'\(home)' cannot be used") && result.errors.contains("set HOME or XDG_DATA_HOME"))
        #expect(!FileManager.default.fileExists(atPath: home))
    }

    @Test("K1: an account without an entry in the password database is told which variable to set")
    func anAccountWithoutAnEntry() throws {
        guard geteuid() == 0, Program.wick.unprivileged != nil, getpwuid(54321) == nil else { return }
        let wick = Program.wick.under("setpriv", "--reuid", "54321", "--regid", "54321", "--clear-groups", "env", "-i")
        let result = try wick.run("candles")
        #expect(result.status == 1)
        #expect(result.errors.contains("user 54321 has none in the password database): set HOME or XDG_DATA_HOME"))
        // Where every place is named, nothing is missing.
        let named = try wick.run("candles", "--db", folder.path(of: "wick.db"))
        #expect(named.errors.contains("there is no such database"), "\(named.errors)")
    }

    @Test("K1: a TMPDIR that is no folder, a TZ that is none and no PATH do no harm")
    func oddVariablesDoNoHarm() throws {
        let recording = folder.path(of: "market.wick.zst")
        #expect(
            try Program.sim.run("record", "--seed", "3", "--venue", "kraken", "--days", "0.1", "--out", recording)
                .status == 0)
        let database = folder.path(of: "wick.db")
        let odd = ["TMPDIR": folder.path(of: "none"), "TZ": "Nowhere/At/All\u{1}", "PATH": ""]
        let replayed = try Program.wick.run(["replay", recording, "--headless", "--db", database], environment: odd)
        #expect(replayed.status == 0, "\(replayed.errors)")
        let trained = try Program.wick.run(["evaluate", "--symbol", "BTC/USD", "--db", database], environment: odd)
        // Too few rows, but the worker was started and said so.
        #expect(
            !trained.errors.contains("cannot be started") && !trained.errors.contains("cannot be made"),
            "\(trained.errors)")
    }

    @Test("#22: arguments are known also where a library changed the environment before the program began")
    func argumentsSurviveALibrary() throws {
        let source = try folder.write(
            "early.c",
            Array(
                "#include <stdlib.h>\n__attribute__((constructor)) static void early(void) { setenv(\"EARLY\", \"1\", 1); }\n"
                    .utf8))
        let library = folder.path(of: "early.so")
        let compiler = Process()
        compiler.executableURL = URL(filePath: "/usr/bin/env")
        compiler.arguments = ["cc", "-shared", "-fPIC", "-o", library, source]
        compiler.standardError = FileHandle.nullDevice
        try compiler.run()
        compiler.waitUntilExit()
        // Without a compiler there is no such library.
        guard compiler.terminationStatus == 0 else { return }
        let result = try Program.wick.run(["--version"], environment: ["LD_PRELOAD": library])
        #expect(result.output.hasPrefix("wick "))
    }
}
