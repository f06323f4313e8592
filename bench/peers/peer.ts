/** The peers: what is installed of each, and the worker that asks it. */

/** One private environment, with what is compared there, if anything is yet. */
export interface Peer {
  /** As in `--only`, in requirements/NAME.txt and in the environment's folder. */
  readonly name: string
  readonly title: string
  /** In python/; none where no bench asks it yet. */
  readonly worker?: string
  /** More rows are not asked, and why. */
  readonly most?: { readonly rows: number; readonly why: string }
}

export const peers: readonly Peer[] = [
  { name: 'opendp', title: 'OpenDP (Polars)', worker: 'opendp_peer.py' },
  { name: 'tumult', title: 'Tumult Analytics (Spark)', worker: 'tumult_peer.py' },
  {
    name: 'pipelinedp',
    title: 'PipelineDP (local)',
    worker: 'pipelinedp_peer.py',
    most: { rows: 2_000_000, why: 'its local backend holds every row as a Python object' },
  },
  { name: 'diffprivlib', title: 'diffprivlib (NumPy)', worker: 'diffprivlib_peer.py' },
  { name: 'smartnoise', title: 'smartnoise-sql (pandas)', worker: 'smartnoise_peer.py' },
  { name: 'accounting', title: 'dp-accounting and prv-accountant' },
]
