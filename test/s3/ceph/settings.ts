/** Where one small Ceph keeps its things and listens. */
export interface CephPlace {
  /** An empty folder of its own. */
  home: string
  clusterId: string
  monitorPort: number
  gatewayPort: number
  /** What it may store, in memory. */
  diskBytes: number
}

/**
 * The ceph.conf of a cluster of one monitor, one store in memory and one gateway, without authentication between them.
 * - `crc` everywhere: the default wants secure connections, which do not come about without keys, and the gateway hangs.
 * - One copy of everything: there is one place for it.
 * - `tcp_nodelay`: without it each small answer waits 40 ms for the acknowledgement of its first half.
 */
export function formatCephSettings({ home, clusterId, monitorPort, gatewayPort, diskBytes }: CephPlace): string {
  const settings = {
    fsid: clusterId,
    mon_host: `v2:127.0.0.1:${monitorPort}`,
    mon_data: `${home}/mon`,
    osd_data: `${home}/osd`,
    run_dir: home,
    public_addr: '127.0.0.1',
    cluster_addr: '127.0.0.1',
    log_file: '',
    admin_socket: '',
    ...each(['auth_cluster_required', 'auth_service_required', 'auth_client_required'], 'none'),
    ...each(['ms_cluster_mode', 'ms_service_mode', 'ms_client_mode'], 'crc'),
    ...each(['ms_mon_cluster_mode', 'ms_mon_service_mode', 'ms_mon_client_mode'], 'crc'),
    ms_bind_msgr1: false,
    mon_allow_pool_size_one: true,
    ...each(['osd_pool_default_size', 'osd_pool_default_min_size'], 1),
    ...each(['osd_pool_default_pg_num', 'osd_pool_default_pgp_num'], 1),
    osd_pool_default_pg_autoscale_mode: 'off',
    osd_crush_chooseleaf_type: 0,
    osd_objectstore: 'memstore',
    memstore_device_bytes: diskBytes,
    rgw_frontends: `beast endpoint=127.0.0.1:${gatewayPort} tcp_nodelay=1`,
    rgw_crypt_require_ssl: false,
  }
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}`)
  return `[global]\n${lines.join('\n')}\n`
}

function each(names: readonly string[], value: string | number): Record<string, string | number> {
  return Object.fromEntries(names.map((name) => [name, value]))
}
