//! The connection to PostgreSQL under encryption: what an address says about it, and how far the server's
//! certificate is believed. `sslmode` and `sslrootcert` mean what they mean to PostgreSQL's own clients.
//!
//! It opens no connection; it makes what [`super::server`] connects with.

use std::error::Error as _;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use tokio_postgres_rustls::MakeRustlsConnect;

/// What an address says about encryption.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Security {
    mode: TlsMode,
    roots: Option<PathBuf>,
}

/// `sslmode`, from the laxest to the strictest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum TlsMode {
    Disable,
    #[default]
    Prefer,
    Require,
    VerifyCa,
    VerifyFull,
}

/// What is wrong with an encrypted connection, as far as it is known. Each has a remedy of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TlsTrouble {
    /// The address names no such mode, or a mode without what it needs.
    Address,
    /// The file of root certificates cannot be read, or holds none.
    Roots,
    /// The server does not encrypt.
    NotOffered,
    /// Nobody we believe vouches for the server's certificate.
    Untrusted,
    /// The certificate is another host's.
    OtherHost,
    /// The certificate is not valid yet, or not any more.
    Date,
    /// The handshake failed otherwise.
    Handshake,
}

/// Takes what concerns encryption out of an address; the rest is the client's to read.
pub(super) fn take(text: &str) -> Result<(String, Security), (TlsTrouble, String)> {
    let Some((address, parameters)) = text.split_once('?') else {
        return Ok((text.to_owned(), Security::default()));
    };
    let mut found = Security::default();
    let mut rest = Vec::new();
    for parameter in parameters.split('&') {
        match parameter.split_once('=') {
            Some(("sslmode", mode)) => found.mode = read_mode(mode)?,
            Some(("sslrootcert", file)) => found.roots = Some(PathBuf::from(unescaped(file))),
            _ => rest.push(parameter),
        }
    }
    if found.mode >= TlsMode::VerifyCa && found.roots.is_none() {
        return Err((TlsTrouble::Address, "sslrootcert is missing".to_owned()));
    }
    let separator = if rest.is_empty() { "" } else { "?" };
    Ok((format!("{address}{separator}{}", rest.join("&")), found))
}

fn read_mode(text: &str) -> Result<TlsMode, (TlsTrouble, String)> {
    Ok(match text {
        "disable" => TlsMode::Disable,
        "allow" | "prefer" => TlsMode::Prefer,
        "require" => TlsMode::Require,
        "verify-ca" => TlsMode::VerifyCa,
        "verify-full" => TlsMode::VerifyFull,
        other => return Err((TlsTrouble::Address, format!("sslmode={other}"))),
    })
}

/// A path as an address writes it: `%2F` for `/`.
fn unescaped(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let code = after.get(..2).and_then(|two| u8::from_str_radix(std::str::from_utf8(two).ok()?, 16).ok());
        if let Some(byte) = code.filter(|_| *first == b'%') {
            bytes.push(byte);
            rest = &after[2..];
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

impl Security {
    /// How the client is to ask for encryption.
    pub(super) fn ssl_mode(&self) -> postgres::config::SslMode {
        match self.mode {
            TlsMode::Disable => postgres::config::SslMode::Disable,
            TlsMode::Prefer => postgres::config::SslMode::Prefer,
            TlsMode::Require | TlsMode::VerifyCa | TlsMode::VerifyFull => postgres::config::SslMode::Require,
        }
    }

    /// What the client connects with. As PostgreSQL's own clients do, `require` believes any certificate,
    /// unless roots are named: then it is `verify-ca`.
    pub(super) fn connector(&self) -> Result<MakeRustlsConnect, (TlsTrouble, String)> {
        let provider = Arc::new(ring::default_provider());
        let unusable = |error: String| (TlsTrouble::Roots, error);
        let chain = match (&self.roots, self.mode) {
            (Some(file), mode) if mode >= TlsMode::Require => {
                let mut roots = RootCertStore::empty();
                let read =
                    CertificateDer::pem_file_iter(file).and_then(Iterator::collect::<Result<Vec<_>, _>>);
                let read = read.map_err(|error| unusable(format!("{}: {error}", file.display())))?;
                for certificate in read {
                    roots
                        .add(certificate)
                        .map_err(|error| unusable(format!("{}: {error}", file.display())))?;
                }
                let made =
                    WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider));
                Some(made.build().map_err(|error| unusable(format!("{}: {error}", file.display())))?)
            }
            _ => None,
        };
        let belief = Arc::new(CertVerification {
            chain,
            name: self.mode == TlsMode::VerifyFull,
            provider: Arc::clone(&provider),
        });
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| (TlsTrouble::Handshake, error.to_string()))?
            .dangerous()
            .with_custom_certificate_verifier(belief)
            .with_no_client_auth();
        Ok(MakeRustlsConnect::new(config))
    }
}

/// How far a server's certificate is believed.
#[derive(Debug)]
struct CertVerification {
    /// Who must vouch for it; anybody where `None`.
    chain: Option<Arc<WebPkiServerVerifier>>,
    /// Whether it must be that host's.
    name: bool,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for CertVerification {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        between: &[CertificateDer<'_>],
        host: &ServerName<'_>,
        stapled: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let Some(chain) = &self.chain else { return Ok(ServerCertVerified::assertion()) };
        match chain.verify_server_cert(certificate, between, host, stapled, now) {
            Err(rustls::Error::InvalidCertificate(error)) if !self.name && is_other_host(&error) => {
                Ok(ServerCertVerified::assertion())
            }
            judged => judged,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let known = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signed, known)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let known = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signed, known)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

fn is_other_host(error: &CertificateError) -> bool {
    matches!(error, CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. })
}

/// What an error of the client says about encryption; `None` when it is about something else.
pub(super) fn trouble(error: &postgres::Error) -> Option<TlsTrouble> {
    let mut cause = error.source();
    while let Some(found) = cause {
        let inner = found.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        let tls = inner.and_then(|e| e.downcast_ref()).or_else(|| found.downcast_ref::<rustls::Error>());
        if let Some(tls) = tls {
            return Some(kind(tls));
        }
        cause = found.source();
    }
    let said = error.to_string();
    let whole = error.source().map_or_else(|| said.clone(), |cause| format!("{said}: {cause}"));
    if whole.contains("server does not support TLS") {
        return Some(TlsTrouble::NotOffered);
    }
    said.starts_with("error performing TLS handshake").then_some(TlsTrouble::Handshake)
}

fn kind(error: &rustls::Error) -> TlsTrouble {
    match error {
        rustls::Error::InvalidCertificate(error) if is_other_host(error) => TlsTrouble::OtherHost,
        rustls::Error::InvalidCertificate(
            CertificateError::Expired
            | CertificateError::ExpiredContext { .. }
            | CertificateError::NotValidYet
            | CertificateError::NotValidYetContext { .. },
        ) => TlsTrouble::Date,
        rustls::Error::InvalidCertificate(_) => TlsTrouble::Untrusted,
        _ => TlsTrouble::Handshake,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_left_with_what_the_client_reads_itself() {
        let (rest, found) =
            take("postgres://d@h1,h2/db?sslmode=verify-full&connect_timeout=3&sslrootcert=%2Fetc%2Froot.crt")
                .unwrap();
        assert_eq!(rest, "postgres://d@h1,h2/db?connect_timeout=3");
        assert_eq!(found, Security { mode: TlsMode::VerifyFull, roots: Some("/etc/root.crt".into()) });
        for (text, mode) in [
            ("", TlsMode::Prefer),
            ("?sslmode=require", TlsMode::Require),
            ("?sslmode=disable", TlsMode::Disable),
        ] {
            let (rest, found) = take(&format!("postgres://h/db{text}")).unwrap();
            assert_eq!((rest.as_str(), found.mode), ("postgres://h/db", mode));
        }
    }

    #[test]
    fn a_mode_that_nobody_knows_or_that_lacks_its_roots_is_refused() {
        for bad in ["?sslmode=maybe", "?sslmode=verify-full", "?sslmode=", "?sslmode=verify-ca&user=x"] {
            assert_eq!(take(&format!("postgres://h/db{bad}")).unwrap_err().0, TlsTrouble::Address, "{bad}");
        }
    }

    #[test]
    fn roots_that_cannot_be_read_are_named() {
        let folder = tempfile::tempdir().unwrap();
        let empty = folder.path().join("empty.crt");
        std::fs::write(&empty, "no certificate\n").unwrap();
        for file in [folder.path().join("nowhere.crt"), empty] {
            let security = Security { mode: TlsMode::VerifyFull, roots: Some(file.clone()) };
            let (trouble, detail) = security.connector().map(drop).unwrap_err();
            assert_eq!(trouble, TlsTrouble::Roots);
            assert!(detail.contains(file.to_str().unwrap()), "{detail}");
        }
    }
}
