/** Certificates of other people's releases: `@dither/query/verify`. Apart, since who releases need not check. */

export {
  type CertificateCheck,
  certificateVersion,
  verifyCertificate,
} from './release/verify-certificate.ts'
