import Foundation
import Testing

@testable import WickAlerts

/// A program of the user's, played by a script.
@Suite struct CommandSenderTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "wick-alert-\(UUID().uuidString)").path

    /// - Parameter deadline: an hour where it is not what is tried: other tests may keep every thread busy for minutes.
    private func send(
        _ script: String, _ arguments: [String] = [], deadline: Duration = .seconds(3_600)
    ) async throws -> SendingResult {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let path = folder + "/notify"
        try Data("#!/bin/sh\n\(script)\n".utf8).write(to: URL(filePath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path)
        return await CommandSender([path] + arguments, deadline: deadline).send(AlertMessage(Sample.notice()))
    }

    private func clean() {
        // What is left is the system's to clean.
        try? FileManager.default.removeItem(atPath: folder)
    }

    @Test func theMessageIsOneLineOfJSONOnItsInput() async throws {
        defer { clean() }
        #expect(try await send("cat > \(folder)/out; echo \"$1\" >> \(folder)/out", ["$(id); `id`"]) == .delivered)
        let lines = try String(contentsOfFile: folder + "/out", encoding: .utf8).split(separator: "\n")
        #expect(lines.count == 2)
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(lines[0].utf8)) as? [String: Any])
        #expect(object["id"] as? String == Sample.notice().id)
        #expect(object["rule"] as? String == "test")
        #expect(object["may_repeat"] as? Bool == false)
        #expect((object["entries"] as? [[String: Any]])?.first?["state"] as? String == "firing")
        // No shell has looked at it.
        #expect(lines[1] == "$(id); `id`")
    }

    @Test func whatItComplainsOfIsTold() async throws {
        defer { clean() }
        #expect(
            try await send("cat >/dev/null; echo 'no \u{1b}[31mroute' >&2; exit 3")
                == .failed(reason: "ended with code 3: no  [31mroute"))
        #expect(
            try await send("cat >/dev/null; kill -9 $$")
                == .failed(reason: "was ended by signal 9", isDoubtful: true))
    }

    @Test func oneThatDoesNotReadItsInputIsNoTrouble() async throws {
        defer { clean() }
        #expect(try await send("exit 0") == .delivered)
    }

    @Test func oneThatHangsIsKilled() async throws {
        defer { clean() }
        var identifier: Int32?
        // On a busy machine the shortest may be over before the program has begun.
        for seconds in [1, 10, 100, 600] where identifier == nil {
            let result = try await send("echo $$ > \(folder)/pid; exec sleep 6000", deadline: .seconds(seconds))
            #expect(result == .failed(reason: "did not end within \(seconds) s", isDoubtful: true))
            let text = try? String(contentsOfFile: folder + "/pid", encoding: .utf8)
            identifier = text.flatMap { Int32($0.trimmingCharacters(in: .newlines)) }
        }
        #expect(kill(try #require(identifier), 0) != 0)
    }

    @Test func oneThatIsNotThereIsNamed() async {
        let result = await CommandSender(["/nonexistent/notify"], deadline: .seconds(5)).send(
            AlertMessage(Sample.notice()))
        guard case .failed(let reason, nil, _) = result else {
            Issue.record("\(result)")
            return
        }
        #expect(reason.hasPrefix("cannot be run: "), "\(reason)")
    }
}
