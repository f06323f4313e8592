/**
 * Kinds of published vectors that need the law of the loss: the tests of account/loss-distribution take them; every other kind
 * is in the table of a test beside what it speaks of.
 */
export const byLossDistribution: Readonly<Record<string, readonly string[]>> = Object.freeze({
  composition: ['smallest_laplace_scale', 'smallest_subsampled_gaussian_sigma'],
  dpsgd: [
    'dpsgd_delta_fourier_remove_direction',
    'dpsgd_delta_fourier_substitute',
    'dpsgd_epsilon_pld',
    'dpsgd_epsilon_prv_upper',
    'dpsgd_noise_multiplier',
    'dpsgd_noise_multiplier_range',
  ],
  pld: [
    'pld_compose_truncated_subsampled_gaussian_epsilon',
    'pld_infinity_mass',
    'pld_pmf_pessimistic',
  ],
  pld_pmf: [
    'pld_infinity_mass_connect_dots',
    'pld_infinity_mass_optimistic',
    'pld_infinity_mass_pessimistic',
    'pld_pmf_connect_dots',
    'pld_pmf_optimistic',
    'pld_pmf_pessimistic',
    'pmf_compose',
    'pmf_delta_for_epsilon',
    'pmf_epsilon_for_delta',
    'pmf_self_compose',
    'pmf_self_compose_infinity_mass',
  ],
})
