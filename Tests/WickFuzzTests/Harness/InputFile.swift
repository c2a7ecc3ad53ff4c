import Foundation

/// A file for readers that take a path: one a target, in memory where the system has such a place.
final class InputFile: Sendable {
    let path: String

    init(_ name: String) {
        let folder = FileManager.default.fileExists(atPath: "/dev/shm") ? "/dev/shm" : NSTemporaryDirectory()
        path = "\(folder)/wick-fuzz-\(ProcessInfo.processInfo.processIdentifier)-\(name)"
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Replaces its content; false where the disk is full.
    func write(_ bytes: [UInt8]) -> Bool { (try? Data(bytes).write(to: URL(filePath: path))) != nil }
}
