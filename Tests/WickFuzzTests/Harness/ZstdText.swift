import CZstd
import Foundation

/// Whole files through zstd, for targets that alter what is packed.
enum ZstdText {
    static func packed(_ bytes: [UInt8]) -> [UInt8] {
        var target = [UInt8](repeating: 0, count: ZSTD_compressBound(bytes.count))
        let count = ZSTD_compress(&target, target.count, bytes, bytes.count, 1)
        return ZSTD_isError(count) != 0 ? [] : Array(target.prefix(count))
    }

    static func unpacked(_ path: String) throws -> String {
        let packed = [UInt8](try Data(contentsOf: URL(filePath: path)))
        guard let stream = ZSTD_createDCtx() else { return "" }
        defer { ZSTD_freeDCtx(stream) }
        var target = [UInt8](repeating: 0, count: 1 << 20)
        var result: [UInt8] = []
        packed.withUnsafeBytes { source in
            var input = ZSTD_inBuffer(src: source.baseAddress, size: source.count, pos: 0)
            while input.pos < input.size {
                target.withUnsafeMutableBytes { room in
                    var output = ZSTD_outBuffer(dst: room.baseAddress, size: room.count, pos: 0)
                    if ZSTD_isError(ZSTD_decompressStream(stream, &output, &input)) != 0 { input.pos = input.size }
                    result += room[..<output.pos]
                }
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
