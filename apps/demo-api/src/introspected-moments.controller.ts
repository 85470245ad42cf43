import { Controller } from '@nestjs/common';
import { MomentsController } from './moments.controller.js';

/** The same route where a revocation is to be seen at once; its module verifies in mode `introspect`. */
@Controller('introspected/moments')
export class IntrospectedMomentsController extends MomentsController {}
