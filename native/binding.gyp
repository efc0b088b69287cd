# SPDX-License-Identifier: Apache-2.0
{
  'targets': [
    {
      'target_name': 'virtcontainers',
      # The one list of sources, which CMake reads too.
      'sources': ['<!@(node -p "require(\'./sources.json\').addon.join(\' \')")'],
      'include_dirs': ['.', '<!(node -p "require(\'node-addon-api\').include_dir")'],
      'defines': ['NAPI_VERSION=8', 'NODE_ADDON_API_CPP_EXCEPTIONS', '_GNU_SOURCE'],
      'cflags!': ['-fno-exceptions'],
      'cflags_cc!': ['-fno-exceptions', '-std=gnu++17', '-std=gnu++20'],
      'cflags_cc': ['-std=c++20', '-Wall', '-Wextra', '-fvisibility=hidden'],
      'ldflags': ['-static-libstdc++', '-static-libgcc'],
    },
  ],
}
