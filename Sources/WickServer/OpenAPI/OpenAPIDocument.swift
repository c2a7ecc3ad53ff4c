/// The OpenAPI 3.1 document of the API, as it lies beside this file.
enum OpenAPIDocument {
    static let bytes: [UInt8] = PackageResources.openapi_json
}
