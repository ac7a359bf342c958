#if Cloud
internal import NIOSSL

/// Files with the certificates of authorities.
public enum CertificateFile {
    /// Says why a file cannot be used; `nil` when it can.
    public static func problem(_ path: String) -> String? {
        do {
            let certificates = try NIOSSLCertificate.fromPEMFile(path)
            return certificates.isEmpty ? "holds no certificate in PEM form" : nil
        } catch {
            return "cannot be read, or holds no certificate in PEM form"
        }
    }
}
#endif
