/** Certificates of other people's releases, and what is in them: `@dither/query/verify`. Apart, since who releases need not check. */

export { canonicalQuestion, planFromJson, planToJson } from './plan/plan-json.ts'
export { verifyProof } from './proof/verify-proof.ts'
export {
  type CertificateCheck,
  certificateVersion,
  verifyCertificate,
} from './release/verify-certificate.ts'
