/**
 * SHA-256 (FIPS 180-4) of data that comes in pieces.
 *
 * The browser's own `crypto.subtle` reckons only what is in memory as a whole, and is not there at
 * all on pages without https, as Odoo in an office's own network often is.
 */

const BLOCK = 64;
const BITS = 2 ** 32;

function primes(count) {
    const found = [];
    for (let number = 2; found.length < count; number++) {
        if (found.every((prime) => number % prime)) {
            found.push(number);
        }
    }
    return found;
}

/** The first 32 bits of the fractional part. */
function fraction(number) {
    return Math.floor((number - Math.floor(number)) * BITS) | 0;
}

// The constants are the fractions of the cube and square roots of the first primes (4.2.2, 5.3.3).
const ROUNDS = Int32Array.from(primes(64), (prime) => fraction(Math.cbrt(prime)));
const START = Int32Array.from(primes(8), (prime) => fraction(Math.sqrt(prime)));

export class Sha256 {
    constructor() {
        this.state = Int32Array.from(START);
        this.words = new Int32Array(64);
        this.rest = new Uint8Array(BLOCK);
        this.kept = 0;
        this.length = 0;
    }

    /** @param {Uint8Array} bytes */
    update(bytes) {
        this.length += bytes.length;
        let place = 0;
        if (this.kept) {
            place = Math.min(BLOCK - this.kept, bytes.length);
            this.rest.set(bytes.subarray(0, place), this.kept);
            this.kept += place;
            if (this.kept < BLOCK) {
                return this;
            }
            this._block(new DataView(this.rest.buffer), 0);
            this.kept = 0;
        }
        const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
        for (; place + BLOCK <= bytes.length; place += BLOCK) {
            this._block(view, place);
        }
        this.rest.set(bytes.subarray(place));
        this.kept = bytes.length - place;
        return this;
    }

    /** @returns {string} 64 hexadecimal digits; nothing can be added afterwards */
    hex() {
        const length = this.length;
        const gap = (2 * BLOCK - 9 - this.kept) % BLOCK;
        const end = new DataView(new ArrayBuffer(gap + 9));
        end.setUint8(0, 0x80);
        end.setUint32(gap + 1, Math.floor((length * 8) / BITS));
        end.setUint32(gap + 5, (length * 8) % BITS);
        this.update(new Uint8Array(end.buffer));
        return Array.from(this.state, (word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
    }

    _block(view, place) {
        const { state, words } = this;
        for (let i = 0; i < 16; i++) {
            words[i] = view.getInt32(place + 4 * i);
        }
        for (let i = 16; i < 64; i++) {
            const x = words[i - 15];
            const y = words[i - 2];
            const low = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
            const high = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
            words[i] = (words[i - 16] + low + words[i - 7] + high) | 0;
        }
        let [a, b, c, d, e, f, g, h] = state;
        for (let i = 0; i < 64; i++) {
            const sumE = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
            const one = (h + sumE + ((e & f) ^ (~e & g)) + ROUNDS[i] + words[i]) | 0;
            const sumA = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
            const two = (sumA + ((a & b) ^ (a & c) ^ (b & c))) | 0;
            h = g;
            g = f;
            f = e;
            e = (d + one) | 0;
            d = c;
            c = b;
            b = a;
            a = (one + two) | 0;
        }
        state[0] += a;
        state[1] += b;
        state[2] += c;
        state[3] += d;
        state[4] += e;
        state[5] += f;
        state[6] += g;
        state[7] += h;
    }
}

/** @param {Uint8Array} bytes */
export function sha256(bytes) {
    return new Sha256().update(bytes).hex();
}
