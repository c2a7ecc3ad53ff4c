import Foundation
import Testing

@Suite struct ConfigurationTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func config(_ text: String?, environment: [String: String] = [:]) throws -> Program.Result {
        var variables = ["XDG_CONFIG_HOME": folder.path(of: "none")].merging(environment) { $1 }
        variables["HOME"] = folder.path(of: "home")
        guard let text else { return try Program.wick.run(["config"], environment: variables) }
        return try Program.wick.run(
            ["config", "--config", try folder.write("wick.toml", text.utf8)], environment: variables)
    }

    @Test func withoutAFileTheDefaultsHold() throws {
        let result = try config(nil)
        #expect(result.status == 0)
        #expect(result.output.contains("websocket = \"wss://ws.kraken.com/v2\""))
    }

    @Test func whatIsPrintedIsAFileThatGivesTheSame() throws {
        let first = try config(
            "[venues.kraken]\nsymbols = [\"SOL/USD\"]\n[recording]\nfolder = \"/tmp/with \\\"quotes\\\"\"\n")
        #expect(first.output.contains("symbols = [\"SOL/USD\"]"))
        #expect(try config(first.output).output == first.output)
    }

    @Test func thePageInTheDocumentationIsWhatTheProgramGoesBy() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let page = try String(contentsOf: root.appending(path: "docs/configuration.md"), encoding: .utf8)
        let described = try Program.wick.run(["config", "--describe"]).output
        #expect(page == described, "write the output of wick config --describe to docs/configuration.md")
    }

    @Test func theEnvironmentBeatsTheFile() throws {
        let file = "[recording]\nrotate_mib = 8\n"
        #expect(try config(file).output.contains("rotate_mib = 8\n"))
        let variable = ["WICK_RECORDING_ROTATE_MIB": "9", "WICK_VENUES_KRAKEN_SYMBOLS": "[\"ETH/USD\"]"]
        let result = try config(file, environment: variable)
        #expect(result.output.contains("rotate_mib = 9\n"))
        #expect(result.output.contains("symbols = [\"ETH/USD\"]"))
    }

    @Test(arguments: [
        (
            "[venues.kraken]\nsymbls = []\n",
            ":2: venues.kraken.symbls: there is no such key; did you mean venues.kraken.symbols?"
        ),
        (
            "[recording]\nfolder = \"x\"\nrotate_mib = 0\n",
            ":3: recording.rotate_mib: must be a whole number from 1 to 65536"
        ),
        (
            "[venues.kraken]\nrest = \"http://plain\"\n",
            ":2: venues.kraken.rest: must be a URL that starts with https://"
        ),
        ("[venues.kraken]\nenabled = \"yes\"\n", ":2: venues.kraken.enabled: must be true or false"),
        (
            "[venues.kraken]\nsymbols = [\"A B\"]\n",
            ":2: venues.kraken.symbols: must be a list of symbols, each once, such as [\"BTC/USD\"]: 'A B' is not a symbol: it has ' ' (U+0020)"
        ),
        ("[venues.nyse]\nenabled = true\n", ":1: venues.nyse: there is no such key"), ("[recording\n", ":1: "),
        // The parser ends the process at these.
        ("# one\n[[[[[|[[\n", ":2: a table needs a name in its brackets"), ("  [ ]\n", ":1: a table needs a name"),
        ("a = \"\"\"\n[ ]\n\"\"\"\nb = [1, 2026-03-02Tx]\n", ":4: a date is followed by something that is no time"),
        ("a = 2_026-03_-02 5\n", ":1: a date is followed by something that is no time"),
        ("a = 2é26-03-w= 5\n", ":1: a date is followed by something that is no time"),
        ("a = [\u{2028}1]\n", ":1: a line break that TOML does not know"),
        ("a = [1, # one\n}\n", ":2: a value is missing before '}'"),
    ])
    func aMistakeIsNamedByFileLineAndKey(file: String, words: String) throws {
        let result = try config(file)
        #expect(result.status == 1)
        #expect(result.errorLines.count == 1, "\(result.errors)")
        #expect(result.errors.hasPrefix("wick config: \(folder.path(of: "wick.toml"))\(words)"), "\(result.errors)")
    }

    @Test func aMistakeInTheEnvironmentIsNamedByItsVariable() throws {
        let result = try config(nil, environment: ["WICK_REPAIR_LIMIT_HOURS": "-1"])
        #expect(result.errors == "wick config: WICK_REPAIR_LIMIT_HOURS: '-1' must be a whole number from 0 to 720\n")
    }
}
