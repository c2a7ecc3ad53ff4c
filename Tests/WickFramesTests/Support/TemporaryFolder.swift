import Foundation
import Glibc
import Testing

/// A folder of one test, removed with it.
final class TemporaryFolder {
    let path: String

    init(in parent: String = NSTemporaryDirectory()) throws {
        path = parent + "/wick-frames-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    // A folder that stays behind in the system's temporary place harms nobody.
    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String) -> String { path + "/" + name }

    @discardableResult
    func write(_ bytes: [UInt8], to name: String) throws -> String {
        try Data(bytes).write(to: URL(fileURLWithPath: file(name)))
        return file(name)
    }

    func read(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: file(name))))
    }
}

/// The standard output and the exit code of a program; nil where it is not installed.
func run(_ program: String, _ arguments: String...) throws -> (output: [UInt8], status: Int32)? {
    guard FileManager.default.isExecutableFile(atPath: program) else { return nil }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return ([UInt8](output), process.terminationStatus)
}
