import Foundation
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// One of the built programs, run as a person runs it.
struct Program {
    struct Result {
        let status: Int32
        let output: String
        let errors: String

        /// The lines on standard error.
        var errorLines: [Substring] { errors.split(separator: "\n") }
    }

    static let wick = Program(name: "wick")
    static let sim = Program(name: "wick-sim")

    private let executable: URL
    /// Words of a program that starts this one: `env -i`, `setpriv …`.
    private var launcher: [String] = []
    /// What a person has in their home stays untouched.
    private static let home = FileManager.default.temporaryDirectory
        .appending(path: "wick-home-\(ProcessInfo.processInfo.processIdentifier)").path
    private static let ownEnvironment = environment(home)
    /// For those that another program starts, perhaps as another account, which may not enter that home.
    private static let guestEnvironment = environment("\(home)-guest")

    private static func environment(_ home: String) -> [String: String] {
        ProcessInfo.processInfo.environment.merging([
            "HOME": home, "XDG_DATA_HOME": "\(home)/data", "XDG_STATE_HOME": "\(home)/state",
            "XDG_CONFIG_HOME": "\(home)/config",
        ]) { $1 }
    }

    private init(name: String) {
        // The programs are built beside the test bundle.
        let bundle = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
        executable = bundle.deletingLastPathComponent().appending(path: name)
    }

    /// As it is, but started by another program, which is found by the search path.
    func under(_ launcher: String...) -> Program {
        var program = self
        program.launcher = launcher + self.launcher
        return program
    }

    /// As an account that root's rights do not help: root may enter any folder. Nil where that cannot be had.
    var unprivileged: Program? {
        guard geteuid() == 0 else { return self }
        let program = under("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups")
        // What is built may lie where only its owner gets to.
        return (try? program.run("--version"))?.status == 0 ? program : nil
    }

    private func process(_ arguments: [String], _ environment: [String: String]) -> Process {
        let process = Process()
        process.executableURL = launcher.isEmpty ? executable : URL(filePath: "/usr/bin/env")
        process.arguments = launcher.isEmpty ? arguments : launcher + [executable.path] + arguments
        process.environment = (launcher.isEmpty ? Self.ownEnvironment : Self.guestEnvironment).merging(environment) {
            $1
        }
        return process
    }

    /// Starts it and returns at once; what has no file is thrown away.
    func start(
        _ arguments: [String], output: URL? = nil, errors: URL? = nil, environment: [String: String] = [:]
    ) throws -> Process {
        let process = process(arguments, environment)
        process.standardInput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        if let errors {
            try Data().write(to: errors)
            process.standardError = try FileHandle(forWritingTo: errors)
        }
        if let output {
            try Data().write(to: output)
            process.standardOutput = try FileHandle(forWritingTo: output)
        } else {
            process.standardOutput = FileHandle.nullDevice
        }
        try process.run()
        return process
    }

    /// Runs it to its end. What it prints goes through files, so that no pipe can fill up.
    func run(_ arguments: String..., input: String = "", environment: [String: String] = [:]) throws -> Result {
        try run(arguments, input: input, environment: environment)
    }

    func run(_ arguments: [String], input: String = "", environment: [String: String] = [:]) throws -> Result {
        let folder = try TemporaryFolder()
        let (output, errors) = (folder.url(of: "output"), folder.url(of: "errors"))
        for file in [output, errors] { try Data().write(to: file) }
        let process = process(arguments, environment)
        let source = URL(filePath: try folder.write("input", Array(input.utf8)))
        process.standardInput = try FileHandle(forReadingFrom: source)
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        try process.run()
        process.waitUntilExit()
        return Result(
            status: process.terminationStatus, output: String(decoding: try Data(contentsOf: output), as: UTF8.self),
            errors: String(decoding: try Data(contentsOf: errors), as: UTF8.self))
    }
}

/// A folder that goes with its owner.
final class TemporaryFolder {
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "wick-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit {
        // What cannot be removed is left in the system's folder for such files.
        try? FileManager.default.removeItem(at: folder)
    }

    func url(of name: String) -> URL { folder.appending(path: name) }
    func path(of name: String) -> String { url(of: name).path }

    /// Writes a file and returns its path.
    func write(_ name: String, _ content: some Sequence<UInt8>) throws -> String {
        try Data(content).write(to: url(of: name))
        return path(of: name)
    }
}
