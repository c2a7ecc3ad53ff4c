public import WickDomain

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif
#if canImport(Glibc)
    import Glibc
#endif

/// The rows on their way from the parent to the worker, as a file that the worker maps into its memory. A year of sixty
/// features is 130 MB: through a pipe every byte would be copied four times and both sides would hold all of it, while
/// a mapped file is one set of pages that both see.
///
/// A first line `WICKMATRIX 1 {json}\n` filled up with blanks to 64 KiB, then the features row by row (Float32), the
/// labels (Float32), the open times (Int64, microseconds), and the known times where there are any (Int64); all in the
/// machine's own byte order, as the file never leaves it.
public enum TrainingMatrixFile {
    struct Header: Codable {
        var names: [String]
        var hash: String
        var horizonSeconds: Int
        var rows: Int
        var hasKnownTimes: Bool
        var latencyMicroseconds: Int64
    }

    private static let mark = "WICKMATRIX 1 "
    private static let headerBytes = 65_536

    /// Writes a file that only its owner may read, and that must not exist.
    ///
    /// - Parameters: As those of `Dataset`.
    public static func write(
        to path: String, schema: FeatureSchema, horizon: Duration, features: FeatureMatrix, labels: [Float],
        openTimes: [Timestamp], knownTimes: [Timestamp]? = nil, latency: Duration = .seconds(2)
    ) throws(LearningError) {
        guard features.columnCount == schema.names.count, features.rowCount == labels.count,
            labels.count == openTimes.count, knownTimes?.count ?? labels.count == labels.count
        else { throw .badMatrixFile(path: path, reason: "columns of different lengths") }
        let header = Header(
            names: schema.names, hash: schema.hash, horizonSeconds: Int(horizon.components.seconds),
            rows: labels.count, hasKnownTimes: knownTimes != nil, latencyMicroseconds: latency.microseconds)
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure(path, "cannot be made") }
        defer { close(descriptor) }
        do throws(LearningError) {
            try write(try line(header, path), to: descriptor, path)
            try features.withRows(0..<features.rowCount) { values throws(LearningError) in
                try write(UnsafeRawBufferPointer(values), to: descriptor, path)
            }
            try write(labels, to: descriptor, path)
            try write(openTimes.map(\.microseconds), to: descriptor, path)
            if let knownTimes { try write(knownTimes.map(\.microseconds), to: descriptor, path) }
        } catch {
            unlink(path)
            throw error
        }
    }

    private static func line(_ header: Header, _ path: String) throws(LearningError) -> [UInt8] {
        let json: Data
        do { json = try JSONEncoder().encode(header) } catch {
            throw .badMatrixFile(path: path, reason: "its header cannot be written: \(error)")
        }
        var bytes = Array(mark.utf8) + json
        guard bytes.count < headerBytes else { throw .badMatrixFile(path: path, reason: "too many features") }
        bytes += [UInt8](repeating: UInt8(ascii: " "), count: headerBytes - 1 - bytes.count)
        return bytes + [UInt8(ascii: "\n")]
    }

    private static func write<Element>(
        _ values: [Element], to descriptor: Int32, _ path: String
    ) throws(LearningError) {
        // A typed error does not pass through withUnsafeBytes.
        let code: Int32? = values.withUnsafeBytes { writeAll($0, to: descriptor) }
        if let code { throw failure(path, "cannot be written", code) }
    }

    private static func write(
        _ bytes: UnsafeRawBufferPointer, to descriptor: Int32, _ path: String
    ) throws(LearningError) {
        if let code = writeAll(bytes, to: descriptor) { throw failure(path, "cannot be written", code) }
    }

    /// - Returns: The error's number, nil when all is written.
    private static func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Int32? {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR {
                return errno
            }
        }
        return nil
    }

    private static func failure(_ path: String, _ what: String, _ code: Int32 = errno) -> LearningError {
        .badMatrixFile(path: path, reason: "\(what): \(String(cString: strerror(code)))")
    }
}

extension TrainingMatrixFile {
    /// Maps the file and makes a dataset of it. The mapping goes with the dataset; the file may be removed at once.
    public static func read(_ path: String) throws(LearningError) -> Dataset {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(path, "cannot be opened") }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure(path, "cannot be read") }
        let size = Int(status.st_size)
        guard size >= headerBytes else { throw .badMatrixFile(path: path, reason: "is cut off") }
        guard let base = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), base != MAP_FAILED else {
            throw failure(path, "cannot be mapped")
        }
        let mapping = Mapping(base: base, size: size)
        let header = try header(UnsafeRawBufferPointer(start: base, count: headerBytes), path)
        return try dataset(header, mapping, path)
    }

    private static func header(_ bytes: UnsafeRawBufferPointer, _ path: String) throws(LearningError) -> Header {
        guard bytes.starts(with: mark.utf8) else { throw .badMatrixFile(path: path, reason: "is no training matrix") }
        do { return try JSONDecoder().decode(Header.self, from: Data(bytes.dropFirst(mark.utf8.count))) } catch {
            throw .badMatrixFile(path: path, reason: "has a header that cannot be read: \(error)")
        }
    }

    private static func dataset(
        _ header: Header, _ mapping: Mapping, _ path: String
    ) throws(LearningError) -> Dataset {
        let rows = header.rows
        let columns = header.names.count
        // Also keeps the sums below from overflowing.
        guard (0...mapping.size / 4).contains(rows) else {
            throw .badMatrixFile(path: path, reason: "has \(mapping.size) bytes, its header says \(rows) rows")
        }
        let timesStart = headerBytes + 4 * rows * columns + 4 * rows
        let expected = timesStart + 8 * rows * (header.hasKnownTimes ? 2 : 1)
        guard columns > 0, Set(header.names).count == columns, mapping.size == expected else {
            throw .badMatrixFile(path: path, reason: "has \(mapping.size) bytes, its header says \(expected)")
        }
        let features = (mapping.base + headerBytes).assumingMemoryBound(to: Float.self)
        let matrix = FeatureMatrix(rowCount: rows, columnCount: columns, taking: features) {
            withExtendedLifetime(mapping) {}
        }
        return try Dataset(
            schema: FeatureSchema(names: header.names, hash: header.hash), horizon: .seconds(header.horizonSeconds),
            features: matrix, labels: Array(UnsafeBufferPointer(start: features + rows * columns, count: rows)),
            openTimes: mapping.times(at: timesStart, count: rows),
            knownTimes: header.hasKnownTimes ? mapping.times(at: timesStart + 8 * rows, count: rows) : nil,
            latency: .microseconds(header.latencyMicroseconds))
    }

    private final class Mapping: @unchecked Sendable {
        // Unchecked because of the pointer; the mapping is read-only.
        let base: UnsafeMutableRawPointer
        let size: Int

        init(base: UnsafeMutableRawPointer, size: Int) {
            self.base = base
            self.size = size
        }

        deinit { munmap(base, size) }

        func times(at offset: Int, count: Int) -> [Timestamp] {
            (0..<count).map {
                Timestamp(
                    microseconds: UnsafeRawPointer(base).loadUnaligned(fromByteOffset: offset + 8 * $0, as: Int64.self))
            }
        }
    }
}
