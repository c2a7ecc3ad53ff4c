import Foundation
import WickFrames

/// What is on the disk of a simulated process: one store and its recordings in a folder.
struct DiskImage: Sendable {
    static let recordingName = "whole"

    let folder: String

    var store: String { folder + "/wick.db" }

    /// By name, which is by day and number.
    var recordings: [String] {
        get throws {
            try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".wick.zst") }.sorted()
                .map { folder + "/" + $0 }
        }
    }

    static func make(_ folder: String) throws -> DiskImage {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        return DiskImage(folder: folder)
    }

    func remove() {
        // What is not there need not be removed.
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// The files as they are now, which is what a process that dies now leaves: between two jobs no transaction is half written.
    func copy(to other: DiskImage) throws {
        try copyStore(to: other)
        for path in try recordings {
            let name = path.split(separator: "/").last.map(String.init) ?? ""
            try FileManager.default.copyItem(atPath: path, toPath: other.folder + "/" + name)
        }
    }

    /// The database and its log; what readers share in memory is made anew.
    func copyStore(to other: DiskImage) throws {
        for suffix in ["", "-wal"] where FileManager.default.fileExists(atPath: store + suffix) {
            try FileManager.default.copyItem(atPath: store + suffix, toPath: other.store + suffix)
        }
    }

    /// Bytes of the newest recording; 0 without one.
    func newestRecordingBytes() throws -> Int {
        guard let path = try recordings.last else { return 0 }
        return try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
    }

    /// Cuts the newest recording off, as a process does that dies in the middle of a write.
    func tear(to byteCount: Int) throws {
        guard let path = try recordings.last else { return }
        let file = try FileHandle(forWritingTo: URL(filePath: path))
        try file.truncate(atOffset: UInt64(byteCount))
        try file.close()
    }

    /// All frames of all recordings, without those before one.
    func frames(from first: Int = 0) throws -> [Frame] {
        var frames: [Frame] = []
        var batch = FrameBatch()
        for path in try recordings {
            let reader = try RecordingReader(path: path)
            while try reader.read(into: &batch) {
                batch.forEach { entry, payload in
                    frames.append(
                        Frame(
                            receivedNanoseconds: entry.receivedNanoseconds, origin: entry.origin,
                            payload: Array(payload)))
                }
            }
        }
        return Array(frames.dropFirst(first))
    }
}
