// How the other side of a conversation is called and drawn.

import { h } from '../dom.js';
import { phoneNumber } from '../format.js';
import { face } from '../components/face.js';
import { icon } from '../components/icon.js';

/** The person's name, else the number as people write it, else the id of a sender who hides the number. */
export const nameOf = ({ name, number }) => name ?? phoneNumber(/^\d+$/.test(number) ? `+${number}` : number);

export const faceOf = ({ name }) => (name ? face(name) : h('span', { class: 'face no-face', 'aria-hidden': 'true' }, icon('person')));
