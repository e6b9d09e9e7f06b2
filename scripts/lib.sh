# Shared by the scripts: what a build needs, how to get it on Debian, how to build. Meant to be sourced.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."
root=$PWD

die() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit 1
}

# has_library HEADER LIBRARY: a program that includes the one and links the other can be built
has_library() {
    printf '#include <stdarg.h>\n#include <stddef.h>\n#include <stdint.h>\n#include <stdio.h>\n#include <setjmp.h>
#include <%s>\nint main(void) { return 0; }\n' "$1" |
        "${CC:-cc}" -x c - -o /dev/null "-l$2" 2>/dev/null
}

# has THING: whether this machine has it
has() {
    case $1 in
    compiler) printf '#include <stdio.h>\nint main(void) { return 0; }\n' |
        "${CC:-cc}" -std=gnu17 -x c - -o /dev/null -pthread 2>/dev/null ;;
    cmake) command -v cmake >/dev/null ;;
    ninja) command -v ninja >/dev/null || command -v make >/dev/null ;;
    wasm) printf 'int main(void) { return 0; }\n' |
        clang --target=wasm32-wasi -x c - -o /dev/null 2>/dev/null && command -v node >/dev/null ;;
    python3 | gcovr | valgrind | gnuplot) command -v "$1" >/dev/null ;;
    libconfig) has_library libconfig.h config ;;
    zlib) has_library zlib.h z ;;
    npm) command -v npm >/dev/null && command -v node >/dev/null ;;
    browser) command -v chromium >/dev/null && [ -e /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf ] ;;
    gsl) has_library gsl/gsl_version.h gsl ;;
    cmocka) has_library cmocka.h cmocka ;;
    mpfr) has_library mpfr.h mpfr ;;
    mpi) command -v mpicc >/dev/null && command -v mpirun >/dev/null ;;
    netcdf) has_library netcdf.h netcdf ;;
    slurm) command -v slurmctld >/dev/null && command -v slurmd >/dev/null && command -v munged >/dev/null ;;
    pandas) /usr/bin/python3 -c 'import pandas, matplotlib' 2>/dev/null ;;
    r) command -v Rscript >/dev/null ;;
    xarray) /usr/bin/python3 -c 'import xarray, netCDF4' 2>/dev/null ;;
    esac
}

# thing | Debian's packages | what it is
things="compiler|gcc libc6-dev|a C17 compiler (gcc 12 or clang 14)
cmake|cmake|CMake 3.22 or newer
ninja|ninja-build|Ninja or make
libconfig|libconfig-dev|libconfig 1.5 or newer, with its header
zlib|zlib1g-dev|zlib, with its header
npm|npm nodejs|npm, for the page of reports
browser|chromium fonts-dejavu-core|Chromium and the font DejaVu, to test the page of reports
gsl|libgsl-dev|the GNU Scientific Library, with its headers
cmocka|libcmocka-dev|cmocka 1.1, with its header
mpfr|libmpfr-dev|GNU MPFR, with its header
mpi|libopenmpi-dev openmpi-bin|Open MPI, with its header
netcdf|libnetcdf-dev|NetCDF-4, with its header
slurm|slurm-wlm munge|Slurm, with its daemons
xarray|python3-xarray python3-netcdf4|xarray, with netCDF4
gnuplot|gnuplot-nox fonts-dejavu-core|gnuplot 5, and the font DejaVu
pandas|python3-pandas python3-matplotlib|pandas and matplotlib
r|r-base-core|R
python3|python3|Python 3.9 or newer
gcovr|gcovr|gcovr
valgrind|valgrind|Valgrind
wasm|clang lld wasi-libc libclang-rt-dev-wasm32 nodejs|clang for wasm32-wasi, and node"

# about THING COLUMN
about() {
    awk -F'|' -v thing="$1" -v column="$2" '$1 == thing { print $column }' <<<"$things"
}

missing_of() {
    local thing
    for thing; do
        has "$thing" || echo "$thing"
    done
}

is_debian() {
    [ -r /etc/os-release ] && command -v apt-get >/dev/null &&
        (. /etc/os-release && [[ " ${ID:-} ${ID_LIKE:-} " == *" debian "* ]])
}

apt_install() {
    local as=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || die "missing: $*; neither root nor sudo, ask for: apt-get install $*"
        as=(sudo)
    fi
    echo "installing $*"
    as+=(env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0)
    "${as[@]}" install -y --no-install-recommends "$@" >/dev/null 2>&1 ||
        { "${as[@]}" update >/dev/null && "${as[@]}" install -y --no-install-recommends "$@" >/dev/null; } ||
        die "cannot install: $*; is a Debian mirror in reach?"
}

# need THING...: present afterwards, or the script ends and says what to do
need() {
    local missing packages=() thing
    missing=$(missing_of "$@")
    [ -z "$missing" ] && return
    if is_debian; then
        for thing in $missing; do
            read -ra more <<<"$(about "$thing" 2)"
            packages+=("${more[@]}")
        done
        apt_install "${packages[@]}"
        missing=$(missing_of $missing)
    fi
    [ -z "$missing" ] && return
    printf '%s: this machine lacks:\n' "${0##*/}" >&2
    for thing in $missing; do
        printf '  %s (Debian: %s)\n' "$(about "$thing" 3)" "$(about "$thing" 2)" >&2
    done
    exit 1
}

# build FOLDER TARGET [CMAKE OPTION...]: says nothing unless it fails
build() {
    local folder=$1 target=$2 generator=() log
    shift 2
    # a folder that came with a copied tree belongs to another place
    if [ -f "$folder/CMakeCache.txt" ] && ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$folder/CMakeCache.txt"; then
        rm -rf -- "$folder"
    fi
    if [ ! -f "$folder/CMakeCache.txt" ] && command -v ninja >/dev/null; then
        generator=(-G Ninja)
    fi
    mkdir -p "$folder"
    log=$folder/build.log
    if ! { cmake -S . -B "$folder" "${generator[@]}" "$@" &&
        cmake --build "$folder" --target "$target" --parallel "$(nproc)"; } >"$log" 2>&1; then
        tail -n 40 "$log" >&2
        die "the build failed; all of it is in $log"
    fi
}

build_release() {
    need compiler cmake ninja libconfig zlib
    if is_debian; then
        need npm # elsewhere the program may do without: it then makes no pages
    fi
    # -U: a folder built before may remember other lanes
    build build chokepoint -UCHOKEPOINT_LANES -DCMAKE_BUILD_TYPE=Release -DCHOKEPOINT_TESTS=OFF
}
