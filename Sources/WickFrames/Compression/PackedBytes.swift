import CArchive

/// Bytes that came packed though nobody said so: gzip, zlib (which web servers call deflate) and zstd, told by how they begin.
public enum PackedBytes {
    public enum Failure: Error, Equatable, Sendable {
        /// More comes out than is wanted; nothing beyond that was kept.
        case tooLarge(limit: Int)
        case damaged(reason: String)
    }

    private static let blockBytes = 64 << 10

    /// Whether no text begins like this.
    public static func isPacked(_ bytes: [UInt8]) -> Bool {
        isGzip(bytes) || isZlib(bytes) || bytes.starts(with: [0x28, 0xb5, 0x2f, 0xfd])
    }

    /// One layer is taken off.
    ///
    /// - Parameter limit: bytes that may come out, whatever the input claims.
    public static func unpack(_ bytes: [UInt8], limit: Int) throws(Failure) -> [UInt8] {
        let input = isZlib(bytes) ? gzip(ofZlib: bytes) : bytes
        guard let archive = archive_read_new() else { throw .damaged(reason: "out of memory") }
        defer { archive_read_free(archive) }
        archive_read_support_filter_gzip(archive)
        archive_read_support_filter_zstd(archive)
        archive_read_support_format_raw(archive)
        archive_read_support_format_empty(archive)
        let result = input.withUnsafeBytes { read(archive, $0, limit: limit) }
        return try result.get()
    }

    private static func read(
        _ archive: OpaquePointer, _ input: UnsafeRawBufferPointer, limit: Int
    ) -> Result<[UInt8], Failure> {
        var entry: OpaquePointer?
        guard archive_read_open_memory(archive, input.baseAddress, input.count) == ARCHIVE_OK else {
            return .failure(.damaged(reason: reason(archive)))
        }
        let status = archive_read_next_header(archive, &entry)
        if status == ARCHIVE_EOF { return .success([]) }
        guard status == ARCHIVE_OK || status == ARCHIVE_WARN else { return .failure(.damaged(reason: reason(archive))) }
        var output: [UInt8] = []
        var block = [UInt8](repeating: 0, count: blockBytes)
        while true {
            let count = archive_read_data(archive, &block, block.count)
            guard count >= 0 else { return .failure(.damaged(reason: reason(archive))) }
            guard count > 0 else { return .success(output) }
            guard output.count + count <= limit else { return .failure(.tooLarge(limit: limit)) }
            output += block[..<count]
        }
    }

    private static func reason(_ archive: OpaquePointer) -> String {
        archive_error_string(archive).map { String(cString: $0) } ?? "no reason given"
    }

    private static func isGzip(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x1f, 0x8b, 0x08]) }

    /// A header of RFC 1950 with the usual window and without a dictionary.
    private static func isZlib(_ bytes: [UInt8]) -> Bool {
        guard bytes.count > 6, bytes[0] == 0x78, bytes[1] & 0x20 == 0 else { return false }
        return (UInt16(bytes[0]) << 8 | UInt16(bytes[1])) % 31 == 0
    }

    /// The same deflated data between gzip's header and trailer: libarchive knows no zlib. It does not look at the trailer's sums.
    private static func gzip(ofZlib bytes: [UInt8]) -> [UInt8] {
        let header: [UInt8] = [0x1f, 0x8b, 0x08, 0, 0, 0, 0, 0, 0, 0x03]
        return header + bytes.dropFirst(2).dropLast(4) + [UInt8](repeating: 0, count: 8)
    }
}
