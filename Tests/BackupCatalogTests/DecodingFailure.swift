import BackupCatalog
import BackupModel

/// Why a decoder refuses a document; `nil` when it does not.
func failure(of decode: () throws(ManifestDecodingError) -> Manifest) -> ManifestDecodingError? {
    do throws(ManifestDecodingError) {
        _ = try decode()
        return nil
    } catch {
        return error
    }
}
