import CZstd

/// Zstd as another program would use it.
enum Zstd {
    /// One zstd frame; `declaresSize` as `zstd FILE` does, not so in a pipe.
    static func frame(
        _ content: [UInt8], level: Int32 = 3, declaresSize: Bool = true, hasChecksum: Bool = true, windowLog: Int32 = 0
    ) -> [UInt8] {
        guard let context = ZSTD_createCCtx() else { return [] }
        defer { ZSTD_freeCCtx(context) }
        ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level)
        ZSTD_CCtx_setParameter(context, ZSTD_c_contentSizeFlag, declaresSize ? 1 : 0)
        ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, hasChecksum ? 1 : 0)
        ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, windowLog)
        var bytes = [UInt8](repeating: 0, count: ZSTD_compressBound(content.count) + 64)
        if declaresSize {
            let count = ZSTD_compress2(context, &bytes, bytes.count, content, content.count)
            return Array(bytes.prefix(count))
        }
        let count = bytes.withUnsafeMutableBytes { target in
            content.withUnsafeBytes { source in
                var output = ZSTD_outBuffer(dst: target.baseAddress, size: target.count, pos: 0)
                var input = ZSTD_inBuffer(src: source.baseAddress, size: source.count, pos: 0)
                // Ending in the same call would tell the library the size.
                ZSTD_compressStream2(context, &output, &input, ZSTD_e_continue)
                ZSTD_compressStream2(context, &output, &input, ZSTD_e_end)
                return output.pos
            }
        }
        return Array(bytes.prefix(count))
    }

    /// What decodes of the bytes, the last zstd frame perhaps in part.
    static func decode(_ bytes: [UInt8]) -> [UInt8] {
        guard let context = ZSTD_createDCtx() else { return [] }
        defer { ZSTD_freeDCtx(context) }
        var content: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 17)
        bytes.withUnsafeBytes { source in
            var input = ZSTD_inBuffer(src: source.baseAddress, size: source.count, pos: 0)
            var isDone = false
            while !isDone {
                let consumed = input.pos
                let count = piece.withUnsafeMutableBytes { target in
                    var output = ZSTD_outBuffer(dst: target.baseAddress, size: target.count, pos: 0)
                    isDone = ZSTD_isError(ZSTD_decompressStream(context, &output, &input)) != 0
                    return output.pos
                }
                content += piece.prefix(count)
                if count == 0, input.pos == consumed { isDone = true }
            }
        }
        return content
    }
}
