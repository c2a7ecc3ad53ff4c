import Foundation
import Glibc
import Subprocess
import SystemPackage

/// Gives messages to a program of the user's: without a shell, the message as JSON on its standard input.
public struct CommandSender: AlertSender {
    /// Of the words of a command.
    public static let maximumWords = 64
    /// Of its complaints; a program that says more has failed.
    private static let maximumErrorBytes = 1 << 20
    /// Secrets of ours that are none of the program's business.
    public static let hiddenVariables = [
        "WICK_SLACK_WEBHOOK", "WICK_DISCORD_WEBHOOK", "WICK_LLM_KEY", "WICK_CRYPTOPANIC_TOKEN", "WICK_API_TOKEN",
        "OPENAI_API_KEY", "ANTHROPIC_API_KEY",
    ]

    private let words: [String]
    private let deadline: Duration

    /// - Parameters:
    ///   - words: the program's path, and its arguments.
    ///   - deadline: after which it is killed.
    public init(_ words: [String], deadline: Duration) {
        precondition(!words.isEmpty, "a command without a program")
        self.words = words
        self.deadline = deadline
    }

    public var target: String { "command" }

    /// What the program reads: one line.
    private struct Input: Encodable {
        let id: String
        let rule: String
        let entries: [AlertNotice.Entry]
        let mayRepeat: Bool

        enum CodingKeys: String, CodingKey {
            case id, rule, entries
            case mayRepeat = "may_repeat"
        }
    }

    public func send(_ message: AlertMessage) async -> SendingResult {
        // A program that does not read its input would end this one too.
        signal(SIGPIPE, SIG_IGN)
        let notice = message.notice
        let input = AlertJSON.text(
            Input(id: notice.id, rule: notice.rule, entries: notice.entries, mayRepeat: message.mayRepeat))
        return await withTaskGroup(of: SendingResult?.self) { group in
            group.addTask { await run(input + "\n") }
            group.addTask {
                do { try await ContinuousClock().sleep(for: deadline) } catch { return nil }
                return .failed(reason: "did not end within \(Int(deadline.components.seconds)) s", isDoubtful: true)
            }
            var result: SendingResult?
            while result == nil, let next = await group.next() { result = next }
            // Cancelling kills the program.
            group.cancelAll()
            return result ?? .failed(reason: "was cancelled", isDoubtful: true)
        }
    }

    private func run(_ input: String) async -> SendingResult {
        var hidden: [Environment.Key: String?] = [:]
        for name in Self.hiddenVariables { hidden[Environment.Key(stringLiteral: name)] = .some(nil) }
        do {
            let result = try await Subprocess.run(
                .path(FilePath(words[0])), arguments: Arguments(Array(words.dropFirst())),
                environment: .inherit.updating(hidden), input: .inputWriter, output: .discarded,
                error: .bytes(limit: Self.maximumErrorBytes)
            ) { execution in
                // One that does not read is told by its status. Not `.string`: where that cannot be written, swift-subprocess
                // leaves the pipe open and stops the whole program for it.
                _ = try? await execution.standardInputWriter.write(input)
            }
            return Self.judge(result.terminationStatus, result.standardError)
        } catch {
            return .failed(reason: "cannot be run: \(AlertText.safe("\(error)"))", isDoubtful: true)
        }
    }

    private static func judge(_ status: TerminationStatus, _ complaint: [UInt8]) -> SendingResult {
        let line = String(decoding: complaint, as: UTF8.self).split(separator: "\n").first.map(String.init) ?? ""
        let words = line.isEmpty ? "" : ": \(AlertText.safe(line))"
        switch status {
        case .exited(0): return .delivered
        case .exited(let code): return .failed(reason: "ended with code \(code)\(words)")
        case .signaled(let signal): return .failed(reason: "was ended by signal \(signal)\(words)", isDoubtful: true)
        }
    }
}
